"""Has Mailchimp tell us what people do there; without it the daily comparison still finds it."""

from __future__ import annotations

import secrets

from django.urls import reverse

from hustings_mailchimp.api import Api, ApiFailure
from hustings_mailchimp.models import Audience
from hustings_signup import keys

SECRET = "mailchimp-webhook"  # noqa: S105 - a context, not a secret


def ensure(audience: Audience, client: Api) -> None:
    """Register the address once; a new one each time, so that an old one opens nothing."""
    if audience.webhook_id or audience.webhook_failure or not audience.is_live:
        return
    token = secrets.token_urlsafe(32)
    rows = Audience.objects.filter(pk=audience.pk)
    # Mailchimp asks the address before it answers.
    rows.update(webhook_token_hash=keys.token_hash(token), webhook_secret="")
    path = reverse("hustings_mailchimp_links:webhook", args=[token])
    try:
        made = client.add_webhook(audience.list_id, f"{audience.site.root_url}{path}")
    except ApiFailure as failure:
        if failure.failure.of_service:
            raise
        rows.update(webhook_failure=failure.code)  # a site nobody can reach from outside
        return
    secret = str(made.get("signing_secret") or "")
    rows.update(
        webhook_id=str(made["id"]),
        webhook_secret=keys.lock(secret, context=SECRET) if secret else "",
        webhook_failure="",
    )


def secret_of(audience: Audience) -> str:
    """What signs its webhooks; "" when the account does not sign."""
    if not audience.webhook_secret:
        return ""
    return keys.unlock(audience.webhook_secret, context=SECRET)


def remove(audience: Audience, client: Api) -> None:
    """Have Mailchimp say nothing more."""
    if audience.webhook_id:
        client.delete_webhook(audience.list_id, audience.webhook_id)
    Audience.objects.filter(pk=audience.pk).update(
        webhook_id="", webhook_token_hash="", webhook_secret="", webhook_failure=""
    )
