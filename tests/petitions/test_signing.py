"""One signature per mailbox and petition, from the form to the count."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hustings_petitions import services, tally
from hustings_petitions.models import Petition, Signature, Tally
from hustings_petitions.services import PetitionClosed
from hustings_signup import services as signup
from hustings_signup.models import ConsentRecord, Submission
from hustings_signup.services.confirming import NotConfirmable
from hustings_signup.visits import Visit
from tests.petitions.conftest import NEWS, Petitions, make_petition, sign, sign_and_confirm

State = Signature.State


def count(petitions: Petitions) -> int:
    tally.fold()
    return petitions.row.count


def test_a_signature_waits_for_its_mailbox(petitions: Petitions) -> None:
    submission = sign(petitions.fr)
    signature = Signature.objects.get()
    assert signature.state == State.PENDING
    assert signature.supporter == submission.supporter
    assert (signature.given_name, signature.town) == ("Marie", "Lille")
    assert count(petitions) == 0


def test_confirming_makes_it_count(petitions: Petitions) -> None:
    sign_and_confirm(petitions.fr)
    signature = Signature.objects.get()
    assert signature.state == State.CONFIRMED
    assert signature.confirmed_at is not None
    assert signature.number == 1
    assert count(petitions) == 1


def test_signing_in_two_languages_is_one_tally(petitions: Petitions) -> None:
    sign_and_confirm(petitions.fr, "marie@example.org")
    sign_and_confirm(petitions.en, "john@example.org")
    assert Petition.objects.count() == Tally.objects.count() == 1
    assert count(petitions) == 2


def test_signing_twice_counts_once(petitions: Petitions) -> None:
    first, second = sign(petitions.fr), sign(petitions.en)
    signup.confirm(submission=first, send_mail=False)
    before = Signature.objects.get()
    signup.confirm(submission=second, send_mail=False)
    after = Signature.objects.get()
    assert count(petitions) == 1
    assert (after.confirmed_at, after.number) == (before.confirmed_at, before.number)


def test_an_alias_of_the_same_mailbox_counts_once(petitions: Petitions) -> None:
    sign_and_confirm(petitions.fr, "marie.dupont@gmail.com")
    sign_and_confirm(petitions.fr, "mariedupont+vote@googlemail.com")
    assert Signature.objects.count() == 1
    assert count(petitions) == 1


def test_the_same_mailbox_may_sign_two_petitions(petitions: Petitions) -> None:
    other = make_petition(petitions.index_fr, title="Des arbres", slug="arbres")
    sign_and_confirm(petitions.fr)
    sign_and_confirm(other)
    assert count(petitions) == 1
    assert other.petition is not None
    assert Tally.objects.get(petition=other.petition).confirmed == 1


def test_the_names_of_the_confirmed_form_are_kept(petitions: Petitions) -> None:
    mine = sign(petitions.fr)
    sign(petitions.fr, given_name="Somebody", family_name="Else", town="Paris")
    signup.confirm(submission=mine, send_mail=False)
    signature = Signature.objects.get()
    assert (signature.given_name, signature.town) == ("Marie", "Lille")


def test_a_later_form_does_not_touch_a_confirmed_signature(petitions: Petitions) -> None:
    sign_and_confirm(petitions.fr)
    before = Signature.objects.values().get()
    sign(petitions.fr, given_name="Somebody", family_name="Else")
    assert Signature.objects.values().get() == before


def test_a_held_form_counts_only_after_release(petitions: Petitions) -> None:
    submission = sign(petitions.fr, visit=Visit(held_reason="network"))
    assert Signature.objects.get().state == State.HELD
    with pytest.raises(NotConfirmable):
        signup.confirm(submission=submission, send_mail=False)
    signup.release(submission=submission)
    signup.confirm(submission=submission, send_mail=False)
    assert Signature.objects.get().state == State.CONFIRMED


def test_a_held_form_leaves_a_waiting_signature_alone(petitions: Petitions) -> None:
    sign(petitions.fr)
    sign(petitions.fr, visit=Visit(held_reason="network"), given_name="Else")
    signature = Signature.objects.get()
    assert (signature.state, signature.given_name) == (State.PENDING, "Marie")


def test_a_good_form_takes_over_a_held_one(petitions: Petitions) -> None:
    sign(petitions.fr, visit=Visit(held_reason="network"))
    sign(petitions.fr)
    assert Signature.objects.get().state == State.PENDING


def test_nobody_signs_after_the_closing_date(petitions: Petitions) -> None:
    end = timezone.now() + timedelta(days=3)
    petitions.fr.closes_at = end
    petitions.fr.save_revision().publish()
    sign(petitions.fr, at=end - timedelta(seconds=1))
    with pytest.raises(PetitionClosed):
        sign(petitions.fr, "late@example.org", at=end)
    assert Signature.objects.count() == Submission.objects.count() == 1


@pytest.mark.parametrize("state", ["won", "closed"])
def test_nobody_signs_a_petition_ended_by_hand(petitions: Petitions, state: str) -> None:
    petitions.fr.state = state
    petitions.fr.save_revision().publish()
    with pytest.raises(PetitionClosed):
        sign(petitions.en)
    assert not Submission.objects.exists()


def test_a_waiting_signature_may_be_confirmed_for_a_day_after_closing(
    petitions: Petitions,
) -> None:
    end = timezone.now() + timedelta(days=1)
    petitions.fr.closes_at = end
    petitions.fr.save_revision().publish()
    in_time, late = sign(petitions.fr, "a@example.org"), sign(petitions.fr, "b@example.org")
    signup.confirm(submission=in_time, at=end + timedelta(hours=23, minutes=59), send_mail=False)
    with pytest.raises(NotConfirmable):
        signup.confirm(submission=late, at=end + timedelta(hours=24), send_mail=False)
    late.refresh_from_db()
    assert late.confirmed_at is None
    assert not ConsentRecord.objects.filter(submission=late.uuid, type="given").exists()
    assert count(petitions) == 1


def test_past_signatures_of_a_closed_petition_can_be_made(petitions: Petitions) -> None:
    ended = timezone.now() - timedelta(days=10)
    page = make_petition(
        petitions.index_fr, title="Gagnée", slug="gagnee", state="won", outcome="Oui.",
        closes_at=ended,
    )  # fmt: skip
    at = ended - timedelta(days=2)
    submission = sign(page, at=at)
    signup.confirm(submission=submission, at=at + timedelta(hours=1), send_mail=False)
    assert Signature.objects.get().confirmed_at == at + timedelta(hours=1)


def test_a_withdrawn_signature_leaves_the_count_and_its_name(petitions: Petitions) -> None:
    sign_and_confirm(petitions.fr)
    assert count(petitions) == 1
    assert services.withdraw(signature=Signature.objects.get())
    signature = Signature.objects.get()
    assert signature.state == State.WITHDRAWN
    assert signature.withdrawn_at is not None
    assert not any([signature.given_name, signature.family_name, signature.postcode])
    assert count(petitions) == 0


def test_r3_the_ledger_keeps_the_withdrawal_of_exactly_that_petition(petitions: Petitions) -> None:
    other = make_petition(petitions.index_fr, title="Des arbres", slug="arbres")
    sign_and_confirm(other)
    given = sign_and_confirm(petitions.fr)
    signature = Signature.objects.get(petition=petitions.row)
    services.withdraw(signature=signature)
    services.withdraw(signature=signature)
    record = ConsentRecord.objects.get(type="withdrawn")
    assert (record.purpose, record.source) == ("petition.sign", petitions.row.ref)
    assert record.submission == given.uuid
    assert record.notice_sha256 == given.notice_sha256


def test_withdrawing_twice_takes_away_once(petitions: Petitions) -> None:
    sign_and_confirm(petitions.fr)
    sign_and_confirm(petitions.fr, "john@example.org")
    signature = Signature.objects.order_by("pk")[0]
    assert services.withdraw(signature=signature)
    assert not services.withdraw(signature=signature)
    assert count(petitions) == 1


def test_a_stranger_cannot_bring_back_a_withdrawn_signature(petitions: Petitions) -> None:
    sign_and_confirm(petitions.fr)
    services.withdraw(signature=Signature.objects.get())
    again = sign(petitions.fr)
    assert Signature.objects.get().state == State.WITHDRAWN
    signup.confirm(submission=again, send_mail=False)
    assert Signature.objects.get().state == State.CONFIRMED
    assert Signature.objects.get().given_name == "Marie"
    assert count(petitions) == 1


def test_what_nobody_confirmed_is_blanked_after_seven_days(petitions: Petitions) -> None:
    sign(petitions.fr, at=timezone.now() - timedelta(days=8))
    sign(petitions.fr, "new@example.org")
    assert services.expire() == 1
    expired = Signature.objects.get(state=State.EXPIRED)
    assert expired.mailbox_key is None
    assert expired.supporter_id is None
    assert expired.family_name == expired.town == ""
    assert Signature.objects.filter(state=State.PENDING).count() == 1


def test_what_its_mailbox_disowned_is_blanked_at_once(petitions: Petitions) -> None:
    signup.disown(submission=sign(petitions.fr))
    assert services.expire() == 1
    assert Signature.objects.get().family_name == ""


def test_a_released_signature_gets_its_seven_days(petitions: Petitions) -> None:
    long_ago = timezone.now() - timedelta(days=8)
    submission = sign(petitions.fr, at=long_ago, visit=Visit(held_reason="network"))
    signup.release(submission=submission)
    assert services.expire() == 0
    signup.confirm(submission=submission, send_mail=False)
    assert Signature.objects.get().state == State.CONFIRMED


def test_what_lost_its_submission_still_expires(petitions: Petitions) -> None:
    sign(petitions.fr).delete()
    assert services.expire() == 0
    assert services.expire(at=timezone.now() + timedelta(days=7)) == 1


def test_an_expired_mailbox_may_sign_again(petitions: Petitions) -> None:
    sign(petitions.fr, at=timezone.now() - timedelta(days=8))
    services.expire()
    sign_and_confirm(petitions.fr)
    assert count(petitions) == 1


def test_erasing_a_person_keeps_the_count_without_the_name(petitions: Petitions) -> None:
    submission = sign_and_confirm(petitions.fr)
    sign(petitions.en, "waiting@example.org")
    assert count(petitions) == 1
    for supporter in {submission.supporter, *[s.supporter for s in Submission.objects.all()]}:
        supporter.delete()
    states = set(Signature.objects.values_list("state", flat=True))
    assert states == {State.ANONYMISED, State.EXPIRED}
    blank = Signature.objects.filter(given_name="", family_name="", postcode="", town="")
    assert blank.filter(mailbox_key=None, supporter=None, submission=None).count() == 2
    assert count(petitions) == 1
    assert tally.recount() == 0


def test_r16_the_news_box_is_no_part_of_the_signature(petitions: Petitions) -> None:
    submission = sign_and_confirm(petitions.fr)
    records = ConsentRecord.objects.filter(submission=submission.uuid)
    assert set(records.values_list("purpose", "type")) == {
        ("petition.sign", "requested"),
        ("petition.sign", "given"),
        (NEWS, "not_given"),
    }
    assert set(records.values_list("source", flat=True)) == {petitions.row.ref}


def test_the_database_refuses_a_second_signature_of_a_mailbox(petitions: Petitions) -> None:
    sign(petitions.fr)
    copy = Signature.objects.get()
    copy.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_after_a_change_of_hash_keys_a_mailbox_is_still_known(
    petitions: Petitions, settings: object
) -> None:
    sign_and_confirm(petitions.fr)
    old = dict(settings.HUSTINGS["HASH_KEYS"])
    settings.HUSTINGS = {**settings.HUSTINGS, "HASH_KEYS": {**old, 2: b"n" * 40}}
    sign_and_confirm(petitions.fr)
    assert Signature.objects.get().mailbox_key.startswith("2:")
    assert count(petitions) == 1


def test_its_text_never_holds_a_name(petitions: Petitions) -> None:
    sign(petitions.fr)
    signature = Signature.objects.get()
    assert str(signature).endswith(f" {signature.pk}")
    assert "Marie" not in f"{signature!r} {signature}"
