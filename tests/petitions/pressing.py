"""Reading a thank-you page and pressing its buttons, as a browser does."""

import html
import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from hustings_petitions.models import PetitionPage, Signature
from hustings_signup import further
from hustings_signup.models import (
    ConsentRecord,
    Hit,
    Link,
    Outbox,
    Submission,
    Subscription,
    Supporter,
)
from hustings_signup.views.links import thanks_url

SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
EVERYTHING = (Signature, ConsentRecord, Submission, Supporter, Link, Outbox, Hit, Subscription)


def fields(page: str) -> list[dict[str, str]]:
    """What each button of a thank-you page would send."""
    forms = re.findall(r'<form[^>]*action="/g/".*?</form>', page, re.S)
    return [dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) for form in forms]


def thanks(client: Client, submission: Submission) -> str:
    return html.unescape(client.get(thanks_url(submission)).content.decode())


def press(client: Client, submission: Submission, **headers: str):
    """Read the thank-you page and press its first button."""
    data = fields(thanks(client, submission))[0]
    return client.post("/g/", data, **(headers or SAME_ORIGIN))


def rows() -> list[list[dict]]:
    return [list(table.objects.order_by("pk").values()) for table in EVERYTHING]


def of(page: PetitionPage) -> Signature:
    return Signature.objects.get(petition=PetitionPage.objects.get(pk=page.pk).petition)


def pressed_ago(submission: Submission, **ago: float) -> dict[str, str]:
    """As if it had been confirmed that long ago, and its page been open since."""
    Submission.objects.filter(pk=submission.pk).update(
        confirmed_at=timezone.now() - timedelta(**ago)
    )
    submission.refresh_from_db()
    offer = further.offers(submission, at=submission.confirmed_at)[0]
    return {"token": offer.token, "page": str(offer.page.pk)}
