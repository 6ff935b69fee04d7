"""Lists, limits per form, pauses and the site's message: what they hold, and for how long."""

import time
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hustings_signup import guarding, services, upkeep
from hustings_signup.models import ListedPattern, Outbox, SiteGuard, Submission
from hustings_signup.staff.labels import held_label
from hustings_signup.visits import Visit
from tests.signup.staff.conftest import enter, make_user

INDEX = "/admin/form-guards/"


def block(signup, raw, verdict="block", **options):
    return services.list_pattern(site=signup.campaign.site, verdict=verdict, raw=raw, **options)


def guard(signup, **said):
    return services.set_guard(
        site=signup.campaign.site,
        **{"form_limit": 0, "paused": {}, "message": {}, **said},
    )


def mails():
    return Outbox.objects.filter(kind="confirm").count()


# --- Lists ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("*@example.org", "blocked_mailbox"),
        ("example.org", "blocked_mailbox"),
        ("192.0.2.0/24", "blocked_network"),
    ],
)
def test_what_is_on_the_block_list_is_held_silently(signup, raw, reason):
    block(signup, raw)
    assert signup.submit("lea@example.org").held_reason == reason
    assert not mails()
    assert held_label(reason) != reason
    assert signup.submit("lea@else.test", visit=Visit(ip="198.51.100.1")).held_reason == ""


def test_allowing_wins_over_blocking_and_over_network_and_form(signup, settings):
    settings.HUSTINGS = {**settings.HUSTINGS, "NETWORK_LIMIT_PER_HOUR": 1}
    guard(signup, form_limit=1)
    block(signup, "example.org")
    signup.submit("first@else.test")
    assert signup.submit("lea@example.org").is_held
    block(signup, "192.0.2.7", verdict="allow")
    assert not signup.submit("tom@example.org").is_held
    assert mails() == 2


def test_no_list_lifts_the_cap_of_a_mailbox_or_the_missing_origin(signup):
    block(signup, "example.org", verdict="allow")
    visit = Visit(ip="192.0.2.7", held_reason="no_origin")
    assert signup.submit(visit=visit).held_reason == "no_origin"
    now = timezone.now()
    for minutes in (90, 60, 30, 11, 0):
        signup.submit("tom@example.org", at=now - timedelta(minutes=minutes))
    assert mails() == 3


def test_a_site_lists_for_itself_alone(signup, other):
    services.list_pattern(site=other.site, verdict="block", raw="example.org")
    assert not signup.submit("lea@example.org").is_held


def test_r14_the_network_of_a_household_leaves_the_list_after_thirty_days(signup):
    now = timezone.now()
    narrow = block(signup, "192.0.2.7", at=now - timedelta(days=31))
    wide = block(signup, "198.51.100.0/24")
    assert narrow.ends_at < now and wide.ends_at is None
    assert not signup.submit().is_held
    upkeep.prune_limits()
    assert list(ListedPattern.objects.all()) == [wide]


def test_a_pattern_stands_on_one_list_only(signup):
    block(signup, "*@example.org")
    block(signup, " *@EXAMPLE.org", verdict="allow")
    assert ListedPattern.objects.get().verdict == "allow"


def test_the_lists_are_bounded(signup, monkeypatch):
    monkeypatch.setattr(services.guarding, "MOST_PATTERNS", 1)
    block(signup, "a.test")
    block(signup, "a.test", verdict="allow")
    with pytest.raises(ValidationError):
        block(signup, "b.test")


def test_r5_a_blocked_address_gets_the_usual_answer(signup, client):
    block(signup, "*@blocked.test")
    usual = signup.post(client, email="lea@example.org")
    held = signup.post(client, email="lea@blocked.test")
    assert (held.status_code, len(held.content)) == (usual.status_code, len(usual.content))
    assert set(held.headers) == set(usual.headers)
    assert Submission.objects.filter(held_reason="blocked_mailbox").count() == 1


def test_the_cost_of_a_form_does_not_grow_with_the_lists(signup):
    signup.submit("warm@example.org")

    def cost(email):
        with CaptureQueriesContext(connection) as captured:
            signup.submit(email)
        return len(captured)

    before = cost("a@example.org")
    for number in range(60):
        block(signup, f"*@host-{number}.test")
    signup.submit("warm-again@example.org")
    assert cost("b@example.org") == before


# --- The limit of a form ----------------------------------------------------------------------


def test_beyond_the_limit_of_an_hour_a_form_is_held(signup):
    guard(signup, form_limit=2)
    now = timezone.now()
    held = [
        signup.submit(f"p{minutes}@example.org", at=now - timedelta(minutes=minutes)).is_held
        for minutes in (130, 50, 40, 0)
    ]
    assert held == [False, False, False, True]
    assert Submission.objects.get(held_reason="form")


def test_another_form_has_a_count_of_its_own(signup):
    guard(signup, form_limit=1)
    signup.submit("a@example.org")
    submission = services.submit(
        act="volunteer.contact", act_ref="page:other", page=signup.fr,
        person=Submission.objects.get() and _person("b@example.org"), asked={},
        notice=signup.notice_fr, visit=Visit(ip="192.0.2.8"), locale="fr",
    )  # fmt: skip
    assert not submission.is_held


def _person(email):
    from hustings_signup.mailbox import parse
    from hustings_signup.people import Person

    return Person(mailbox=parse(email))


# --- Pauses -----------------------------------------------------------------------------------


def test_a_paused_form_gives_way_to_words_at_once_and_comes_back_at_once(signup, client):
    assert "<form" in client.get(signup.fr.url).content.decode()
    guard(signup, paused={"updates.campaign": {"fr": "Retour lundi.", "en": "Back on Monday."}})
    for page, words in ((signup.fr, "Retour lundi."), (signup.en, "Back on Monday.")):
        shown = client.get(page.url).content.decode()
        assert words in shown
        assert page.form_action not in shown
    answer = signup.post(client)
    assert answer.status_code == 409
    assert "Retour lundi." in answer.content.decode()
    assert not Submission.objects.exists()
    guard(signup)
    assert signup.post(client).status_code == 302


def test_without_words_of_their_own_visitors_read_ours(signup, client):
    guard(signup, paused={"updates.campaign": {}})
    assert "closed for a while" in client.get(signup.en.url).content.decode()


def test_one_kind_of_form_of_one_site_is_paused(signup, client, other):
    guard(signup, paused={"volunteer.contact": {}})
    assert signup.post(client).status_code == 302
    services.set_guard(site=other.site, form_limit=0, paused={"updates.campaign": {}}, message={})
    assert signup.fr.accepts_now() == ""


def test_what_was_sent_before_can_still_be_confirmed(signup):
    submission = signup.submit()
    guard(signup, paused={"updates.campaign": {}})
    assert services.confirm(submission=submission)


def test_r13_no_form_of_a_persons_rights_can_be_paused(signup, client):
    guard(signup, paused={key: {} for key in ("updates.campaign", "volunteer.contact")})
    with pytest.raises(ValidationError):
        guard(signup, paused={"my_data": {}})
    assert "<form" in client.get("/fr/moi/", follow=True).content.decode() or (
        "<form" in client.get("/moi/", follow=True).content.decode()
    )


# --- The message of a site --------------------------------------------------------------------


def test_the_message_stands_on_every_page_within_its_time(signup, client):
    words = {"fr": "Permanence fermée <b>lundi</b>.", "en": "Closed on Monday."}
    now = timezone.now()
    guard(signup, message=words)
    home = signup.campaign.home_fr.url
    assert "Permanence fermée &lt;b&gt;lundi" in client.get(home).content.decode()
    assert "Closed on Monday." in client.get(signup.en.url).content.decode()
    for hours in ({"message_from": 1}, {"message_until": -1}):
        moment = {name: now + timedelta(hours=hour) for name, hour in hours.items()}
        guard(signup, message=words, **moment)
        assert "Permanence" not in client.get(home).content.decode()
    guard(signup)
    assert "Permanence" not in client.get(home).content.decode()


def test_guards_cost_a_page_nothing_within_their_second(signup, client):
    client.get(signup.fr.url)
    with CaptureQueriesContext(connection) as captured:
        client.get(signup.fr.url)
    assert not [q for q in captured if "hustings_signup_siteguard" in q["sql"]]


def test_another_process_follows_within_a_second(signup, client, monkeypatch):
    """Nothing tells it: what it remembers is too old after that."""
    monkeypatch.setattr(guarding, "SECONDS", 1)
    client.get(signup.fr.url)
    SiteGuard.objects.create(
        site=signup.campaign.site, message={"fr": "Bonjour."}, changed_at=timezone.now()
    )
    time.sleep(1.05)
    assert "Bonjour." in client.get(signup.fr.url).content.decode()


@pytest.mark.parametrize(
    "said",
    [
        {"message": {"fr": "x" * 301}},
        {"paused": {"updates.campaign": {"fr": "x" * 301}}},
        {
            "message_from": timezone.now(),
            "message_until": timezone.now() - timedelta(days=1),
        },
    ],
)
def test_what_cannot_be_is_refused(signup, said):
    with pytest.raises(ValidationError):
        guard(signup, **said)
    assert not SiteGuard.objects.exists()


# --- Staff ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["editor", "organiser"])
def test_r17_who_may_not_gets_403(who, request, signup):
    listed = block(signup, "*@example.org")
    client = enter(request.getfixturevalue(who))
    site = signup.campaign.site.pk
    for url in ("", f"add/{site}/", f"site/{site}/", f"{listed.pk}/remove/"):
        assert client.get(INDEX + url).status_code == 403
        assert client.post(INDEX + url, {"form_limit": 1}).status_code == 403
    assert ListedPattern.objects.exists() and not SiteGuard.objects.exists()


def test_staff_try_a_pattern_before_they_save_it(signup, officer):
    signup.submit("a@mailinator.test")
    signup.submit("b@example.org")
    client = enter(officer)
    url = f"{INDEX}add/{signup.campaign.site.pk}/"
    sent = {"verdict": "block", "pattern": "*@mailinator.test", "note": "throw-away"}
    tried = client.post(url, {**sent, "try": "1"})
    assert "would have meant 1 of the 2 forms" in tried.content.decode()
    assert not ListedPattern.objects.exists()
    assert client.post(url, sent)["Location"] == INDEX
    listed = ListedPattern.objects.get()
    assert listed.made_by == officer
    assert "*@mailinator.test" in client.get(INDEX).content.decode()
    entry = ModelLogEntry.objects.get(action="hustings_signup.list_pattern")
    assert entry.user == officer and "mailinator" not in str(entry.data)
    client.get(f"{INDEX}{listed.pk}/remove/")
    assert ListedPattern.objects.exists()
    client.post(f"{INDEX}{listed.pk}/remove/")
    assert not ListedPattern.objects.exists()


def test_a_pattern_that_means_everybody_is_refused_in_words(signup, officer):
    url = f"{INDEX}add/{signup.campaign.site.pk}/"
    answer = enter(officer).post(url, {"verdict": "block", "pattern": "*"})
    assert answer.status_code == 200 and answer.context["form"].errors["pattern"]
    assert not ListedPattern.objects.exists()


def test_staff_pause_a_kind_of_form_and_it_is_logged(signup, officer, client):
    staff = enter(officer)
    url = f"{INDEX}site/{signup.campaign.site.pk}/"
    assert staff.get(url).status_code == 200
    sent = {
        "form_limit": "500",
        "pause_updates_campaign": "on",
        "words_updates_campaign_fr": "Retour lundi.",
        "message_fr": "Bonjour.",
    }
    assert staff.post(url, sent).status_code == 302
    found = guarding.of_site(signup.campaign.site.pk)
    assert (found.form_limit, found.paused, found.message) == (
        500, {"updates.campaign": {"fr": "Retour lundi."}}, {"fr": "Bonjour."},
    )  # fmt: skip
    entry = ModelLogEntry.objects.get(action="hustings_signup.guard_forms")
    assert entry.data["paused"] == ["updates.campaign"] and entry.user == officer
    shown = Client().get(signup.fr.url).content.decode()
    assert "Retour lundi." in shown and "Bonjour." in shown


def test_r17_another_sites_guards_are_out_of_reach(signup, other):
    listed = block(signup, "*@unseen.test")
    client = enter(make_user("b", sites=[other.site], permissions=["guard_forms"]))
    assert "unseen" not in client.get(INDEX).content.decode()
    client.post(f"{INDEX}{listed.pk}/remove/")
    client.post(f"{INDEX}site/{signup.campaign.site.pk}/", {"form_limit": "1"})
    assert ListedPattern.objects.exists() and not SiteGuard.objects.exists()
