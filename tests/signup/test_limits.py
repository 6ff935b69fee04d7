"""Mail caps per mailbox over all forms and aliases (consent.md R19), limits per network."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hustings_signup import services, upkeep
from hustings_signup.models import Hit, Outbox, Submission
from hustings_signup.visits import Visit, network_of
from tests.signup.conftest import Signup


def mails() -> int:
    return Outbox.objects.filter(kind="confirm").count()


def test_r19_the_same_act_again_within_ten_minutes_sends_nothing(signup: Signup) -> None:
    now = timezone.now()
    signup.submit(at=now - timedelta(minutes=9))
    signup.submit(at=now)
    assert mails() == 1
    assert Submission.objects.count() == 2


def test_r19_three_mails_a_day_and_no_more_while_unverified(signup: Signup) -> None:
    now = timezone.now()
    for minutes in (100, 80, 60, 40, 20, 0):
        signup.submit(at=now - timedelta(minutes=minutes))
    assert mails() == 3


def test_r19_six_mails_in_thirty_days_while_unverified(signup: Signup) -> None:
    now = timezone.now()
    for days in range(10, 0, -1):
        signup.submit(at=now - timedelta(days=days, minutes=1))
    assert mails() == 6


def test_r19_provider_aliases_share_one_cap(signup: Signup) -> None:
    now = timezone.now()
    signup.submit("lea@gmail.com", at=now - timedelta(minutes=1))
    signup.submit("l.ea+other@googlemail.com", at=now)
    assert mails() == 1


def test_r19_a_verified_mailbox_may_act_twenty_times_a_day(signup: Signup) -> None:
    now = timezone.now()
    services.confirm(submission=signup.submit(at=now - timedelta(days=2)))
    for minutes in range(25):
        signup.submit(at=now - timedelta(minutes=25 - minutes))
    assert mails() == 1 + 20


def test_r19_a_resend_waits_sixty_seconds(signup: Signup) -> None:
    now = timezone.now()
    signup.submit(at=now - timedelta(seconds=59))
    again = {
        "site_id": signup.campaign.site.pk,
        "email": "lea@example.org",
        "act": "updates.campaign",
        "page_id": signup.fr.pk,
    }
    assert not services.resend(**again, at=now)
    assert services.resend(**again, at=now + timedelta(seconds=2))
    assert mails() == 2


def test_a_resend_for_a_stranger_sends_nothing(signup: Signup) -> None:
    assert not services.resend(
        site_id=signup.campaign.site.pk,
        email="nobody@example.org",
        act="updates.campaign",
        page_id=signup.fr.pk,
    )


def test_over_the_limit_of_a_network_a_submission_is_held(signup: Signup, settings) -> None:
    settings.HUSTINGS = {**settings.HUSTINGS, "NETWORK_LIMIT_PER_HOUR": 3}
    held = [
        signup.submit(f"p{n}@example.org", visit=Visit(ip="2001:db8::1")).held_reason
        for n in range(5)
    ]
    assert held == ["", "", "", "network", "network"]
    assert mails() == 3


def test_the_window_of_a_network_moves_on(signup: Signup, settings) -> None:
    settings.HUSTINGS = {**settings.HUSTINGS, "NETWORK_LIMIT_PER_HOUR": 1}
    hour_ago = timezone.now() - timedelta(minutes=61)
    signup.submit("a@example.org", visit=Visit(ip="192.0.2.9"), at=hour_ago)
    assert not signup.submit("b@example.org", visit=Visit(ip="192.0.2.9")).is_held


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("192.0.2.9", "192.0.2.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.9", "192.0.2.9"),
        ("", ""),
    ],
)
def test_a_network_is_an_ipv4_address_or_an_ipv6_64(ip: str, network: str) -> None:
    assert network_of(ip) == network


def test_counters_hold_neither_address_nor_network(signup: Signup) -> None:
    signup.submit()
    for hit in Hit.objects.all():
        assert "example" not in hit.key_hash
        assert "192.0.2" not in hit.key_hash


def test_counters_are_forgotten_after_thirty_days(signup: Signup) -> None:
    signup.submit(at=timezone.now() - timedelta(days=31))
    signup.submit()
    upkeep.prune_limits()
    assert Hit.objects.filter(at__lt=timezone.now() - timedelta(days=30)).count() == 0
    assert Hit.objects.exists()
