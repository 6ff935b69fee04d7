"""What a mail provider's webhook reports, through django-anymail's own event."""

import pytest
from anymail.signals import AnymailTrackingEvent
from django.utils import timezone

from hustings_signup import services
from hustings_signup.bounces import webhook
from hustings_signup.mails import METADATA
from hustings_signup.models import MailReport, Outbox, Supporter


@pytest.fixture
def report(signup):
    """Sends one event about the mail of somebody who confirmed; their state after it."""
    services.confirm(submission=signup.submit())
    Outbox.objects.update(attempts=1, state="done", finished_at=timezone.now())
    ours = f"<{Outbox.objects.get(kind='confirmed').uuid}@example.org>"

    def send(kind: str, **fields: object) -> str:
        event = AnymailTrackingEvent(
            event_type=kind,
            recipient="lea@example.org",
            message_id="provider-number-17",
            metadata={METADATA: fields.pop("about", ours)},
            **fields,
        )
        webhook.receive(None, event)
        return Supporter.objects.get().subscriptions.get().state

    return send


@pytest.mark.parametrize(
    ("kind", "fields", "state"),
    [
        ("bounced", {"reject_reason": "bounced", "mta_response": "550 5.1.1 unknown"}, "bounced"),
        ("bounced", {"reject_reason": "bounced"}, "bounced"),
        ("bounced", {"reject_reason": "bounced", "mta_response": "552 5.2.2 full"}, "active"),
        ("rejected", {"reject_reason": "blocked"}, "active"),
        ("deferred", {}, "active"),
        ("delivered", {}, "active"),
        ("opened", {}, "active"),
        ("complained", {}, "withdrawn"),
        ("unsubscribed", {}, "withdrawn"),
        ("subscribed", {}, "active"),
        ("complained", {"about": "<00000000-0000-4000-8000-000000000000@example.org>"}, "active"),
    ],
)
def test_an_event_can_only_reduce(report, kind, fields, state) -> None:
    assert report(kind, **fields) == state


def test_a_soft_one_is_counted(report) -> None:
    report("bounced", reject_reason="bounced", mta_response="552 5.2.2 full")
    assert MailReport.objects.get().kind == "soft"
