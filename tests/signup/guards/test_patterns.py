"""What a pattern means, and which are refused; Python and both databases agree."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hustings_signup import guarding
from hustings_signup.models import Submission, Supporter
from hustings_signup.patterns import InvalidPattern, parse_pattern
from hustings_signup.visits import Visit


@pytest.mark.parametrize(
    ("raw", "kind", "text"),
    [
        ("*@mailinator.test", "mailbox", "*@mailinator.test"),
        (" Bot-*@Example.ORG ", "mailbox", "bot-*@example.org"),
        ("*@*.mailinator.test", "mailbox", "*@*.mailinator.test"),
        ("*@Exämple.org", "mailbox", "*@xn--exmple-cua.org"),
        ("bot**@example.org", "mailbox", "bot*@example.org"),
        ("mailinator.test", "domain", "mailinator.test"),
        ("*.mailinator.test", "domain", "mailinator.test"),
        ("192.0.2.7/24", "network", "192.0.2.0/24"),
        ("192.0.2.7", "network", "192.0.2.7/32"),
        ("2001:db8::1", "network", "2001:db8::/64"),
        ("2001:db8:1::/48", "network", "2001:db8:1::/48"),
    ],
)
def test_a_pattern_has_one_form(raw, kind, text):
    found = parse_pattern(raw)
    assert (found.kind, found.text) == (kind, text)


@pytest.mark.parametrize(
    "raw",
    [
        "*", "**", "*@*", "*@*.*", "*.*", "*@*.test", "*@mail*.test", "*@mailinator.*", "test",
        "", "lea@example.org", "@example.org", "a b*@example.org", "*@example.org\n*",
        "0.0.0.0/0", "::/0", "10.0.0.0/7", "192.0.2.0/33", "*@[192.0.2.1]", "a*@b@c.org",
        "::ffff:192.0.2.0/120", "*@" + "a" * 150 + ".org", "***", "é*@example.org",
        "*a*b*c*d@example.org",
    ],
)  # fmt: skip
def test_what_means_nearly_everybody_or_one_person_or_nothing_is_refused(raw):
    with pytest.raises(InvalidPattern) as refused:
        parse_pattern(raw)
    assert str(refused.value)


@pytest.mark.parametrize(
    ("raw", "mailbox", "ip", "means"),
    [
        ("*@mailinator.test", "lea@mailinator.test", "", True),
        ("*@mailinator.test", "lea@sub.mailinator.test", "", False),
        ("*@mailinator.test", "lea@notmailinator.test", "", False),
        ("*@mailinator.test", "lea@mailinator.test.org", "", False),
        ("mailinator.test", "lea@sub.mailinator.test", "", True),
        ("mailinator.test", "lea@notmailinator.test", "", False),
        ("bot?@example.org", "bot7@example.org", "", True),
        ("bot?@example.org", "bot77@example.org", "", False),
        ("a.b*@example.org", "axb1@example.org", "", False),
        ("192.0.2.0/24", "lea@example.org", "192.0.2.200", True),
        ("192.0.2.0/24", "lea@example.org", "::ffff:192.0.2.200", True),
        ("192.0.2.0/24", "lea@example.org", "", False),
        ("2001:db8::1", "lea@example.org", "2001:db8::beef", True),
        ("2001:db8::1", "lea@example.org", "192.0.2.1", False),
    ],
)
def test_what_a_pattern_means(raw, mailbox, ip, means):
    assert parse_pattern(raw).matches(mailbox=mailbox, ip=ip) is means


ADDRESS = st.from_regex(r"[a-c.+_-]{1,4}@([ab-]{1,3}\.)?[ab]{1,2}\.(org|test)", fullmatch=True)
GLOB = st.from_regex(r"[a-c.+_*?-]{0,3}\*@(\*\.)?[ab]{1,2}\.(org|test)", fullmatch=True)


@settings(max_examples=40, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(glob=GLOB, addresses=st.lists(ADDRESS, min_size=1, max_size=5, unique=True))
@pytest.mark.django_db
def test_the_database_counts_what_the_form_would_have_held(signup, glob, addresses):
    Submission.objects.all().delete()
    Supporter.objects.all().delete()
    site, now = signup.campaign.site, timezone.now()
    pattern = parse_pattern(glob)
    for number, address in enumerate(addresses):
        person = Supporter.objects.create(
            site=site, email=address, email_canonical=address, locale="fr", created_at=now
        )
        Submission.objects.create(
            site=site, supporter=person, act="updates.campaign", act_ref=str(number), locale="fr",
            notice_sha256="", folded_hash="", created_at=now, expires_at=now,
        )  # fmt: skip
    meant = sum(pattern.matches(mailbox=address, ip="") for address in addresses)
    assert guarding.would_match(site.pk, pattern, at=now) == (meant, len(addresses))


def test_a_network_is_counted_in_what_is_still_kept(signup):
    now = timezone.now()
    for number, days in enumerate((1, 2, 40)):
        signup.submit(
            f"p{number}@example.org",
            visit=Visit(ip=f"192.0.2.{number}"),
            at=now - timedelta(days=days),
        )
    signup.submit("else@example.org", visit=Visit(ip="198.51.100.1"))
    assert guarding.would_match(signup.campaign.site.pk, parse_pattern("192.0.2.0/24"), at=now) == (
        2,
        3,
    )
