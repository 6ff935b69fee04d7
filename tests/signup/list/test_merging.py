"""Two people made one (R11): what stands, what ends, and that nothing of the other is left."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hustings_signup import links, services
from hustings_signup.models import (
    Link,
    Outbox,
    Submission,
    Subscription,
    Supporter,
    Suppression,
)
from hustings_signup.proof.rebuilding import differences
from hustings_signup.services.merging import NotMergeable
from hustings_signup.services.statements import lost

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
LISTS = ("updates.campaign", "updates.beyond", "volunteer.contact")
ALIASES = ("lea.martin@gmail.com", "leamartin@googlemail.com")
STRANGERS = ("lea@example.org", "lea@example.com")


def day(number):
    return START + timedelta(days=number)


def sign_up(signup, email, number, *, ticked=(), confirm=True):
    """Submits on a day; confirms five minutes later."""
    submission = signup.submit(email, ticked=ticked, at=day(number), send_mail=False)
    if confirm:
        services.confirm(submission=submission, at=day(number) + timedelta(minutes=5))
    return Supporter.objects.get(pk=submission.supporter_id)


def states(person):
    return dict(person.subscriptions.values_list("purpose", "state"))


def merged(kept, gone, number=90):
    services.merge(kept=kept, gone=gone, at=day(number))
    return Supporter.objects.get(pk=kept.pk)


def test_r11_the_most_recent_statement_of_either_wins(signup):
    kept = sign_up(signup, ALIASES[0], 1)
    services.withdraw(supporter=kept, at=day(2))
    gone = sign_up(signup, ALIASES[1], 3)
    assert states(merged(kept, gone)) == {"updates.campaign": "active"}


def test_r11_a_withdrawal_anywhere_wins_over_an_older_yes(signup):
    kept, gone = sign_up(signup, STRANGERS[0], 1), sign_up(signup, STRANGERS[1], 2)
    services.withdraw(supporter=gone, at=day(3))
    assert states(merged(kept, gone)) == {"updates.campaign": "withdrawn"}


def test_r11_a_yes_newer_than_the_others_withdrawal_stays(signup):
    gone = sign_up(signup, STRANGERS[1], 1)
    services.withdraw(supporter=gone, at=day(2))
    kept = sign_up(signup, STRANGERS[0], 3)
    before = kept.subscriptions.get()
    after = merged(kept, gone).subscriptions.get()
    assert (after.state, after.since) == ("active", before.since)


def test_r11_said_at_the_same_moment_the_no_wins(signup):
    for kept_leaves in (True, False):
        at = day(10) + timedelta(minutes=5)
        leaves, agrees = ALIASES if kept_leaves else ALIASES[::-1]
        with transaction.atomic():
            who_left = sign_up(signup, leaves, 1)
            services.withdraw(supporter=who_left, at=at)
            who_agreed = sign_up(signup, agrees, 10)  # confirmed at that very moment
            pair = (who_left, who_agreed) if kept_leaves else (who_agreed, who_left)
            assert states(merged(*pair)) == {"updates.campaign": "withdrawn"}
            transaction.set_rollback(True)


def test_r2_an_empty_box_of_either_is_no_statement(signup):
    kept = sign_up(signup, ALIASES[0], 1, ticked=("updates.beyond",))
    gone = sign_up(signup, ALIASES[1], 2)
    assert states(merged(kept, gone))["updates.beyond"] == "active"


def test_r9_a_merge_gives_no_mailbox_a_consent_that_it_did_not_give_itself(signup):
    """Another mailbox may be read by somebody else: its yes ends with it, and staff are told."""
    kept = sign_up(signup, STRANGERS[0], 1)
    gone = sign_up(signup, STRANGERS[1], 2, ticked=("volunteer.contact",))
    assert lost(kept, gone) == ["volunteer.contact"]
    assert states(merged(kept, gone)) == {"updates.campaign": "active"}


def test_r11_a_suppression_of_either_wins(signup):
    kept = sign_up(signup, STRANGERS[0], 1)
    waiting = sign_up(signup, STRANGERS[1], 2, confirm=False)
    services.disown(submission=Submission.objects.get(supporter=waiting), at=day(3))
    kept = merged(kept, waiting)
    assert states(kept) == {"updates.campaign": "withdrawn"}
    assert Suppression.objects.count() == 2
    assert list(differences(dry_run=True)) == []


def test_r11_a_chain_of_merges_compares_when_things_were_first_said(signup):
    first = sign_up(signup, ALIASES[0], 1)
    second = sign_up(signup, ALIASES[1], 2)
    third = sign_up(signup, "l.eamartin@gmail.com", 0)
    services.withdraw(supporter=third, at=day(5))
    kept = merged(first, second, 10)  # repeats the yes of day 2 on day 10
    assert states(merged(kept, third, 11)) == {"updates.campaign": "withdrawn"}


def test_what_waited_for_the_other_mailbox_ends_and_its_way_out_goes_on_working(signup):
    kept, gone = sign_up(signup, STRANGERS[0], 1), sign_up(signup, STRANGERS[1], 2)
    stop = links.raw_token(Link.objects.get(supporter=gone, kind="unsubscribe"))
    signup.submit(STRANGERS[1], at=day(89))
    pending = Submission.objects.get(supporter=gone, confirmed_at=None)
    kept = merged(kept, gone)
    pending.refresh_from_db()
    assert pending.expires_at == day(90)
    assert Outbox.objects.get(submission=pending).state == "unwanted"
    assert not Link.objects.filter(kind__in=["confirm", "not_me"], submission=pending).exists()
    assert links.find("unsubscribe", stop).supporter == kept


def test_the_address_that_goes_stands_nowhere_any_more(signup):
    kept, gone = sign_up(signup, STRANGERS[0], 1), sign_up(signup, STRANGERS[1], 2)
    assert found_anywhere(STRANGERS[1])
    merged(kept, gone)
    assert found_anywhere(STRANGERS[1]) == []
    assert not Supporter.objects.filter(pk=gone.pk).exists()


def found_anywhere(text):
    """Tables with a row that holds the text."""
    hits = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            if any(text in str(value) for row in cursor.fetchall() for value in row):
                hits.append(table)
    return hits


def test_r15_blanks_are_filled_and_what_the_person_said_is_not_overwritten(join):
    kept = join("lea@example.org", given_name="Léa")
    gone = join("other@example.org", given_name="L.", family_name="Roux", postcode="69001")
    kept = merged(kept, gone)
    assert (kept.given_name, kept.family_name, kept.postcode) == ("Léa", "Roux", "69001")


def test_people_of_two_sites_and_one_person_twice_are_not_merged(join, other):
    lea = join()
    theirs = join("b@example.org", page=other.page, notice=other.notice)
    for pair in ((lea, theirs), (lea, lea)):
        with pytest.raises(NotMergeable):
            services.merge(kept=pair[0], gone=pair[1])
    assert Supporter.objects.count() == 2


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("yes"), st.sampled_from([0, 1]), st.sets(st.sampled_from(LISTS[1:]))),
        st.tuples(st.just("ask"), st.sampled_from([0, 1]), st.sets(st.sampled_from(LISTS[1:]))),
        st.tuples(st.just("no"), st.sampled_from([0, 1]), st.sampled_from(LISTS)),
    ),
    max_size=7,
)


def live(people):
    rows = Subscription.objects.filter(supporter__in=people, state="active")
    return set(rows.values_list("supporter_id", "purpose"))


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS, aliased=st.booleans())
@example(steps=[("yes", 0, set()), ("yes", 1, set()), ("no", 1, LISTS[0])], aliased=False)
@example(steps=[("no", 1, LISTS[0]), ("yes", 1, set())], aliased=True)
def test_r11_any_two_histories_end_as_their_most_recent_statements_say(signup, steps, aliased):
    """Expected from the story alone, without a look at how `merge` does it."""
    emails = ALIASES if aliased else STRANGERS
    with transaction.atomic():
        people = [sign_up(signup, email, 0, confirm=False) for email in emails]
        said = {purpose: [] for purpose in LISTS}  # (day, is_no, whose)
        for number, (what, whose, detail) in enumerate(steps, start=1):
            if what == "no":
                ended = services.withdraw(
                    supporter=people[whose], purpose_keys=[detail], at=day(number)
                )
                for purpose in ended:
                    said[purpose].append((number, True, whose))
            else:
                sign_up(signup, emails[whose], number, ticked=detail, confirm=what == "yes")
                for purpose in (LISTS[0], *detail) if what == "yes" else ():
                    said[purpose].append((number, False, whose))
        was_live = live(people)
        services.merge(kept=people[0], gone=people[1], at=day(90))
        assert list(differences(dry_run=True)) == []
        now = {purpose for _pk, purpose in live(people[:1])}
        for purpose in LISTS:
            heard = [row for row in said[purpose] if row[1] or row[2] == 0 or aliased]
            assert (purpose in now) == (bool(heard) and not max(heard)[1])
        assert now <= {purpose for _pk, purpose in was_live}, "R9: nothing new"
        assert found_anywhere(emails[1]) == []
        transaction.set_rollback(True)
