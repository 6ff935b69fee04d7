"""Switched on by an administrator, step by step, and off in one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Site

from hustings_mailchimp import conditions
from hustings_mailchimp.models import Audience, Contact
from hustings_mailchimp.services.settling import IN_DOUBT

#: Failures after which nobody knows what Mailchimp did.
IN_DOUBT_CODES = ("timeout", "connection_lost", "server_error", "garbled_answer")


class NotReady(Exception):
    """What is missing before it may be switched on."""

    def __init__(self, missing: Sequence[conditions.Missing]) -> None:
        super().__init__(", ".join(str(one) for one in missing))
        self.missing = list(missing)


class StillOn(Exception):
    """Other lists would let other people leave at once: that is a switching on of its own."""


class StillThere(Exception):
    """People of the audience that is left are still at Mailchimp: they are cleared out first."""


@transaction.atomic
def choose(*, site: Site, list_id: str, name: str, purposes: Sequence[str]) -> Audience:
    """The audience of a site and the lists that leave. Nothing leaves by this. StillThere when
    another audience would be left with people in it; StillOn for a list more while it is on."""
    audience = Audience.objects.select_for_update().filter(site=site).first()
    if audience is None:
        return Audience.objects.create(
            site=site, list_id=list_id, name=name, purposes=sorted(purposes)
        )
    if audience.list_id != list_id:
        if audience.is_on or audience.contacts.filter(is_tried=True).exists():
            raise StillThere
        audience.contacts.all().delete()
        audience.list_id, audience.webhook_id, audience.webhook_token_hash = list_id, "", ""
        audience.webhook_secret = ""
    if audience.is_on and not set(purposes) <= set(audience.purposes):
        raise StillOn
    has_changed = audience.purposes != sorted(purposes)
    audience.name, audience.purposes = name, sorted(purposes)
    audience.save()
    if has_changed and audience.is_on:
        Audience.objects.filter(pk=audience.pk).update(compared_at=None)
    return audience


def switch_on(*, site: Site) -> Audience:
    """Begin to push; NotReady when something is missing."""
    missing = conditions.missing(site)
    if missing:
        raise NotReady(missing)
    audience = Audience.objects.get(site=site)
    Audience.objects.filter(pk=audience.pk).update(
        is_on=True,
        switched_at=timezone.now(),
        compared_at=None,  # `tick` compares everybody: a web request would take too long
        attempts=0,
        failure="",
        failure_kind="",
        paused_until=None,
    )
    audience.contacts.filter(to_archive=True).update(to_archive=False)
    audience.refresh_from_db()
    return audience


def switch_off(*, site: Site) -> Audience:
    """Stop every push but what people have a right to: erasures go on."""
    audience = Audience.objects.get(site=site)
    Audience.objects.filter(pk=audience.pk).update(is_on=False, switched_at=timezone.now())
    audience.refresh_from_db()
    return audience


def clear_out(*, site: Site) -> int:
    """Have everybody we brought there archived, once it is off; how many remain to be. The worker
    does it: Mailchimp takes one at a time."""
    audience = Audience.objects.get(site=site, is_on=False)
    there = audience.contacts.filter(is_tried=True, supporter__isnull=False)
    return there.exclude(status_there="archived").update(
        to_archive=True, due_at=timezone.now(), changed=F("changed") + 1
    )


def try_again(*, site: Site) -> int:
    """After the cause was mended: what was given up, and the service, are tried at once."""
    audience = Audience.objects.get(site=site)
    Audience.objects.filter(pk=audience.pk).update(
        attempts=0, failure="", failure_kind="", paused_until=None, webhook_failure=""
    )
    now = timezone.now()
    waiting = audience.contacts.filter(due_at__gt=now)
    # What may still happen there is given its two minutes.
    in_doubt = waiting.filter(failure__in=IN_DOUBT_CODES, due_at__gt=now + IN_DOUBT)
    in_doubt.update(due_at=now + IN_DOUBT)
    waiting.exclude(failure__in=IN_DOUBT_CODES).update(due_at=now)
    return audience.contacts.filter(state=Contact.State.DEAD).update(
        state=Contact.State.OPEN, changed=F("changed") + 1, due_at=timezone.now(), attempts=0
    )
