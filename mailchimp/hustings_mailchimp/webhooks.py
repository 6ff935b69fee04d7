"""What Mailchimp tells us: a hint at whom to look, never more. It is believed only after reading
the contact there, in the worker, and it can only take a consent back."""

from __future__ import annotations

import hashlib
import hmac
import re
import time

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hustings_mailchimp import services
from hustings_mailchimp.models import Audience
from hustings_mailchimp.services import hooking
from hustings_mailchimp.tasks import push
from hustings_signup import keys, mailbox

MAX_BYTES = 64 * 1024
#: Seconds a signature may be old, or its clock fast.
TOLERANCE = 300
SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: HttpRequest, token: str) -> HttpResponse:
    """GET is Mailchimp's validator. POST: 200, fast, for whatever can be read; 403 without the
    secret of the address or with a wrong signature, 413 for a body no webhook has."""
    audience = Audience.objects.filter(webhook_token_hash=keys.token_hash(token)).first()
    if audience is None:  # not 404: that would be looked for under each language
        return HttpResponse(status=403)
    if request.method != "POST":
        return HttpResponse("OK", content_type="text/plain")
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isdigit() or int(announced) > MAX_BYTES:
        return HttpResponse(status=413)
    body = request.body
    secret = hooking.secret_of(audience)
    signature = request.headers.get("X-Mailchimp-Signature", "")
    if secret and not is_signed(body, signature, secret):
        return HttpResponse(status=403)
    _hear(audience, QueryDict(body, encoding="utf-8"))
    return HttpResponse("OK", content_type="text/plain")


def is_signed(body: bytes, signature: str, secret: str, *, now: float | None = None) -> bool:
    """Whether the account's secret made this signature over these bytes, within 300 seconds."""
    matched = SIGNATURE.fullmatch(signature)
    if matched is None:
        return False
    moment, told = matched.groups()
    if abs((time.time() if now is None else now) - int(moment)) > TOLERANCE:
        return False
    expected = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256)
    return hmac.compare_digest(expected.hexdigest(), told)


def _hear(audience: Audience, told: QueryDict) -> None:
    """Mark whom it is about. Heard twice, late or in another order it does the same: the state
    there, when it is read, decides."""
    if told.get("data[list_id]", "") != audience.list_id:
        return
    Audience.objects.filter(pk=audience.pk).update(webhook_at=timezone.now())
    addresses = {told.get(f"data[{name}]", "") for name in ("email", "old_email")}
    found = False
    for address in filter(None, addresses):
        try:
            canonical = mailbox.parse(address).canonical
        except ValueError:
            continue
        found |= services.to_look_up(audience, canonical)
    if found:
        push.enqueue(audience.pk)
