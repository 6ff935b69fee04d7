"""The narrow row says what the tables say, whoever wrote them and however."""

import logging
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from time import sleep

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hustings_signup import purposes, segments, services
from hustings_signup.facts import bits, connecting, proving, triggers
from hustings_signup.models import FactBit, PersonFacts, Submission, Subscription, Supporter
from hustings_signup.models.facts import NEVER_FIRST, NEVER_LAST
from tests.signup.test_races import at_once

START = datetime(2026, 3, 1, tzinfo=UTC)
STATES = [str(state) for state in Subscription.State.values]
PURPOSES = ("updates.campaign", "updates.beyond", "volunteer.contact", "no.plugin.knows.it")
ACTS = ("petition.sign", "event.register", "updates.campaign", "no.plugin.knows.it")


def make_person(site, number):
    address = f"facts{number}@example.org"
    return Supporter.objects.create(
        site=site, email=address, email_canonical=address, locale="fr", created_at=START
    )


def make_act(person, *, act="petition.sign", at=START, confirmed=True):
    return Submission.objects.create(
        site_id=person.site_id,
        supporter=person,
        act=act,
        act_ref="petition:1",
        locale="fr",
        notice_sha256="",
        folded_hash="",
        created_at=at,
        expires_at=at,
        confirmed_at=at if confirmed else None,
    )


def minute(moment):
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(minutes=1))


def read_from_tables(person):
    """The same in plain Python, from the rows themselves."""
    masks = bits.known()
    lists = [masks.get(("list", row.purpose, row.state), 0) for row in person.subscriptions.all()]
    acts = [
        act
        for act in person.submissions.all()
        if act.confirmed_at and act.site_id == person.site_id
    ]
    done = [minute(act.confirmed_at) for act in acts]
    return {
        "supporter_id": person.pk,
        "site_id": person.site_id,
        "lists": sum(lists),
        "acts": sum({masks.get(("act", act.act, ""), 0) for act in acts}),
        "known": minute(person.created_at),
        "first_act": min(done, default=NEVER_FIRST),
        "last_act": max(done, default=NEVER_LAST),
        "department": person.department,
        "postcode": person.postcode,
        "locale": person.locale,
    }


def assert_kept():
    kept = {row["supporter_id"]: row for row in PersonFacts.objects.values()}
    assert kept == {person.pk: read_from_tables(person) for person in Supporter.objects.all()}


# What may happen to the people of an example, by number: through the ORM one by one and in bulk,
# through raw SQL, and rolled back.
WHO = st.integers(0, 2)
MOMENT = st.integers(-(10**8), 10**8).map(lambda seconds: START + timedelta(seconds=seconds / 7))
STEPS = st.one_of(
    st.tuples(st.just("list"), WHO, st.sampled_from(PURPOSES), st.sampled_from(STATES)),
    st.tuples(st.just("lists"), WHO, st.sampled_from(PURPOSES)),
    st.tuples(st.just("act"), WHO, st.sampled_from(ACTS), MOMENT, st.booleans()),
    st.tuples(st.just("acts"), WHO),
    st.tuples(st.just("unconfirm"), WHO),
    st.tuples(st.just("rename"), WHO, st.sampled_from(ACTS)),
    st.tuples(st.just("move"), WHO, st.sampled_from(["69", "2A", ""]), MOMENT),
    st.tuples(st.just("hand over"), WHO, WHO),
    st.tuples(st.just("sql"), st.sampled_from(STATES)),
    st.tuples(st.just("forget"), WHO),
)


def step(people, name, *values):
    match name, *values:
        case "list", who, purpose, state:
            Subscription.objects.update_or_create(
                supporter=people[who], purpose=purpose, defaults={"state": state, "since": START}
            )
        case "lists", who, purpose:
            people[who].subscriptions.exclude(purpose=purpose).delete()
        case "act", who, act, at, confirmed:
            make_act(people[who], act=act, at=at, confirmed=confirmed)
        case "acts", who:
            people[who].submissions.all().delete()
        case "unconfirm", who:
            people[who].submissions.update(confirmed_at=None)
        case "rename", who, act:
            people[who].submissions.update(act=act)
        case "move", who, department, at:
            person = people[who]
            person.department, person.postcode = department, department and f"{department}001"
            person.locale, person.created_at = "en", at
            Supporter.objects.bulk_update(
                [person], ["department", "postcode", "locale", "created_at"]
            )
        case "hand over", gone, kept:
            Submission.objects.filter(supporter=people[gone]).update(supporter=people[kept])
            taken = set(people[kept].subscriptions.values_list("purpose", flat=True))
            free = people[gone].subscriptions.exclude(purpose__in=taken)
            free.update(supporter=people[kept])
        case "sql", state:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE hustings_signup_subscription SET state = %s", [state])
        case "forget", who:
            people[who].delete()
            people[who] = make_person(people[who].site, f"{people[who].email}-again")


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.tuples(STEPS, st.booleans()), max_size=12))
def test_after_any_history_the_row_is_what_the_tables_say(campaign, steps):
    Supporter.objects.all().delete()
    people = [make_person(campaign.site, number) for number in range(3)]
    for values, is_rolled_back in steps:
        if is_rolled_back and values[0] != "forget":
            with transaction.atomic():
                step(people, *values)
                transaction.set_rollback(True)
            for person in people:
                person.refresh_from_db()
        else:
            step(people, *values)
        assert_kept()
    assert list(proving.differences(dry_run=True)) == []


def test_signing_up_confirming_withdrawing_and_erasing_keep_the_row(signup):
    lea = signup.submit(ticked=("updates.beyond",)).supporter
    assert_kept()
    services.confirm(submission=lea.submissions.get())
    assert_kept()
    masks = bits.known()
    active = masks["list", "updates.campaign", "active"] | masks["list", "updates.beyond", "active"]
    assert PersonFacts.objects.get(supporter=lea).lists == active
    services.withdraw(supporter=lea, purpose_keys=["updates.beyond"])
    assert_kept()
    services.erase(
        supporter=Supporter.objects.get(pk=lea.pk),
        reason="request",
        actor="data_subject",
        channel="email_link",
    )
    assert not PersonFacts.objects.exists()


def test_an_unconfirmed_act_is_not_done(campaign):
    person = make_person(campaign.site, 1)
    act = make_act(person, confirmed=False)
    facts = PersonFacts.objects.get(supporter=person)
    assert (facts.acts, facts.first_act, facts.last_act) == (0, NEVER_FIRST, NEVER_LAST)
    Submission.objects.filter(pk=act.pk).update(confirmed_at=START)
    assert (
        PersonFacts.objects.get(supporter=person).acts == bits.known()["act", "petition.sign", ""]
    )


def test_the_recount_puts_right_logs_and_names_no_one(campaign, caplog):
    people = [make_person(campaign.site, number) for number in range(3)]
    PersonFacts.objects.filter(supporter=people[0]).update(lists=1, department="69")
    PersonFacts.objects.filter(supporter=people[1]).delete()
    with caplog.at_level(logging.WARNING):
        assert proving.recount() == 2
    told = caplog.text
    assert f"Supporter {people[0].pk}: lists, department" in told
    assert f"Supporter {people[1].pk}: no row" in told
    assert "example.org" not in told
    assert_kept()
    assert proving.recount() == 0


def test_the_command_tells_before_it_writes(campaign):
    person = make_person(campaign.site, 1)
    PersonFacts.objects.update(acts=8)

    def said(*options):
        out = StringIO()
        call_command("recount_facts", *options, stdout=out)
        return out.getvalue()

    assert f"Supporter {person.pk}: acts" in said("--dry-run")
    assert PersonFacts.objects.get().acts == 8
    assert "1 put right" in said()
    assert_kept()
    assert "Every row" in said()


@pytest.fixture
def new_list(monkeypatch):
    """A purpose that a plugin brings later."""
    monkeypatch.setattr(purposes, "_purposes", dict(purposes._purposes))
    purposes.register(purposes.Purpose("call.me", "Calls", is_list=True))
    return "call.me"


def test_a_list_that_a_plugin_brings_is_read_from_its_rows_until_it_has_a_bit(campaign, new_list):
    person = make_person(campaign.site, 1)
    make_person(campaign.site, 2)
    Subscription.objects.create(supporter=person, purpose=new_list, state="active", since=START)
    tree = segments.parse({"op": "all", "of": [{"is": "list", "purpose": new_list}]})

    def found():
        rows = segments.matching(tree, site_id=campaign.site.pk).facts
        return list(rows.values_list("pk", flat=True))

    assert ("list", new_list, "active") not in bits.known()
    assert found() == [person.pk]
    before = bits.known()
    connecting.ensure()
    assert bits.known().items() >= before.items(), "a number given is never given again"
    mask = bits.known()["list", new_list, "active"]
    assert PersonFacts.objects.get(supporter=person).lists == mask
    assert found() == [person.pk]
    assert_kept()


def test_what_finds_no_bit_any_more_is_read_from_its_rows(campaign, new_list):
    FactBit.objects.filter(kind="list").exclude(mask=1).delete()
    spare = [1 << place for place in range(bits.PLACES) if 1 << place != 1]
    FactBit.objects.bulk_create(
        FactBit(kind="list", key=f"old{n}", state="active", mask=mask, is_ready=True)
        for n, mask in enumerate(spare)
    )
    assert bits.add() == 0
    person = make_person(campaign.site, 1)
    Subscription.objects.create(supporter=person, purpose=new_list, state="active", since=START)
    tree = segments.parse({"op": "none", "of": [{"is": "list", "purpose": new_list}]})
    assert segments.matching(tree, site_id=campaign.site.pk).count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_acts_of_one_person_confirmed_at_once_are_both_known(campaign):
    """No service does so without holding the person first; the row is right all the same."""
    person = make_person(campaign.site, 1)
    waiting = [make_act(person, act=act, confirmed=False).pk for act in ACTS[:3]]

    def confirm(pk):
        with transaction.atomic():
            Submission.objects.filter(pk=pk).update(confirmed_at=START)
            sleep(0.05)

    for _round in range(5):
        assert at_once(*[partial(confirm, pk) for pk in waiting]) == []
        masks = bits.known()
        acts = PersonFacts.objects.get(supporter=person).acts
        assert acts == sum(masks["act", act, ""] for act in ACTS[:3])
        Submission.objects.update(confirmed_at=None)
    assert_kept()


@pytest.mark.django_db(transaction=True)
def test_the_check_names_a_missing_trigger_and_migrate_brings_it_back():
    name = "hustings_signup_submission_facts_update"
    with connection.cursor() as cursor:
        suffix = " ON hustings_signup_submission" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{suffix}")
    assert triggers.missing() == [name]
    found = [e for e in run_checks(databases=["default"]) if e.id == "hustings_signup.E003"]
    assert name in found[0].msg
    connecting.ensure()
    assert triggers.missing() == []
    assert [e for e in run_checks(databases=["default"]) if e.id == "hustings_signup.E003"] == []


@pytest.mark.django_db(transaction=True)
def test_a_migration_may_remake_the_tables_and_what_it_writes_is_counted(campaign):
    """SQLite renames no table while a trigger elsewhere names one that is gone."""
    person = make_person(campaign.site, 1)
    connecting.before("default")
    with connection.schema_editor() as editor:
        for model in (Supporter, Submission, Subscription, PersonFacts):
            if connection.vendor == "sqlite":
                editor._remake_table(model)
    Subscription.objects.create(
        supporter=person, purpose="updates.campaign", state="active", since=START
    )
    connecting.after("default", plan=["something"])
    assert triggers.missing() == []
    assert_kept()
