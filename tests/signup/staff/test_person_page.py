"""One person: who they are, what happened, and each consent word for word with its proof."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation
from wagtail.models import ModelLogEntry

from hustings_signup import services
from hustings_signup.models import (
    ConsentEvidence,
    ConsentRecord,
    Outbox,
    Submission,
    Subscription,
    Suppression,
)
from hustings_signup.staff import timeline
from hustings_signup.staff.proof import proofs
from tests.signup.staff.conftest import enter, make_user

AT = datetime(2026, 5, 3, 10, 30, tzinfo=UTC)


def url(supporter):
    return reverse("hustings_people:person", args=[supporter.pk])


def show(user, supporter):
    response = enter(user).get(url(supporter))
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def lea(join):
    return join(
        given_name="Léa", family_name="Martin", postcode="69001", ticked=["updates.beyond"], at=AT
    )


@pytest.mark.parametrize("who", ["editor", "organiser"])
def test_r17_who_may_not_open_people_gets_403(who, request, lea):
    response = enter(request.getfixturevalue(who)).get(url(lea))
    assert response.status_code == 403
    assert "Martin" not in response.content.decode()


def test_r17_a_person_of_another_site_does_not_exist(officer, join, other):
    stranger = join("b@example.org", page=other.page, notice=other.notice)
    client = enter(officer)
    assert client.get(url(stranger), follow=True).status_code == 404
    assert client.get(url(stranger) + "withdraw/", follow=True).status_code == 404
    assert not ModelLogEntry.objects.filter(action="hustings_signup.open").exists()


def test_r17_who_may_list_may_not_open(signup, lea):
    lister = make_user("lister", sites=[signup.campaign.site], permissions=["list_people"])
    assert enter(lister).get(url(lea)).status_code == 403


def test_each_consent_shows_words_date_page_way_and_proof(officer, signup, lea):
    page = show(officer, lea)
    yes = ConsentRecord.objects.get(type="given", purpose="updates.beyond")
    asked = ConsentRecord.objects.get(uuid=yes.confirms)
    words = signup.notice_fr.label_for("updates.beyond")
    assert f'<blockquote lang="fr">{words}</blockquote>' in page
    for shown in (
        "3 May 2026, 12:30",
        "/fr/s-inscrire/",
        "web form",
        "link in an e-mail",
        str(yes.uuid),
        yes.record_hash,
        signup.notice_fr.sha256,
        "✓ matches",
        f'href="#record-{asked.uuid}"',
        f'href="#record-{yes.uuid}"',
        "192.0.2.7",
        "Association Essai",
    ):
        assert shown in page, shown
    assert "✗" not in page


def test_codes_are_shown_as_words(officer, lea):
    page = show(officer, lea)
    assert "6 months" in page and "P6M" not in page
    assert "<dd>French</dd>" in page
    assert "user_agent" not in page


def test_no_field_waits_for_a_script(lea, signup):
    keeper = make_user(
        "keeper", sites=[signup.campaign.site], permissions=["open_person", "relate_to_people"]
    )
    page = show(keeper, lea)
    assert 'type="date"' in page
    assert "initDateChooser" not in page


def test_a_box_left_empty_is_shown_as_not_given(lea):
    found = {(p.record.purpose, p.record.type) for p in proofs(lea)}
    assert ("volunteer.contact", "not_given") in found
    assert ("updates.beyond", "given") in found


def test_the_proof_names_the_record_that_confirms(lea):
    by_type = {(p.record.purpose, p.record.type): p for p in proofs(lea)}
    asked = by_type["updates.campaign", "requested"]
    given = by_type["updates.campaign", "given"]
    assert asked.confirmed_by == [given.record]
    assert given.confirms == asked.record
    assert given.is_yes
    assert not given.is_against


def test_a_changed_record_is_called_out(officer, lea):
    record = ConsentRecord.objects.filter(type="given").first()
    found = next(p for p in proofs(lea) if p.record.pk == record.pk)
    assert found.hash_matches
    record.purpose = "volunteer.contact"  # in memory only: the database refuses it
    from hustings_signup import ledger

    assert ledger.record_hash(record) != record.record_hash


def test_destroyed_evidence_leaves_its_commitment(officer, lea):
    ConsentEvidence.objects.filter(kind="network").delete()
    page = show(officer, lea)
    assert "destroyed when its time was over" in page
    assert "192.0.2.7" not in page


def test_evidence_that_was_altered_does_not_match(lea):
    ConsentEvidence.objects.filter(kind="network").update(content={"ip": "203.0.113.9"})
    network = str(ConsentEvidence.Kind.NETWORK.label)
    verdicts = {e.matches for p in proofs(lea) for e in p.evidence if e.kind == network}
    assert verdicts == {False}


def test_the_number_of_queries_does_not_grow_with_the_records(lea, join, django_assert_num_queries):
    lea.refresh_from_db()
    with django_assert_num_queries(4):
        proofs(lea)
    join(ticked=["volunteer.contact"])
    lea.refresh_from_db()
    with django_assert_num_queries(4):
        assert len(proofs(lea)) > 6


def test_a_person_whose_link_was_erased_has_no_records(lea):
    lea.subject_link.delete()
    assert proofs(type(lea).objects.get(pk=lea.pk)) == []


def test_opening_is_logged_without_a_name(officer, lea):
    show(officer, lea)
    entry = ModelLogEntry.objects.get(action="hustings_signup.open")
    assert entry.user == officer
    assert entry.label == f"Supporter {lea.pk}"
    assert entry.object_id == str(lea.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT label, data FROM wagtailcore_modellogentry")
        kept = str(cursor.fetchall())
    for secret in ("Léa", "Martin", "lea@example.org"):
        assert secret not in kept


def test_the_title_of_the_page_holds_no_name(officer, lea):
    head = show(officer, lea).partition("</title>")[0]
    assert f"Supporter {lea.pk}" in head
    assert "Martin" not in head


def test_opening_changes_nothing_but_the_log(officer, lea):
    before = [list(m.objects.values()) for m in (Subscription, Submission, ConsentRecord, Outbox)]
    show(officer, lea)
    after = [list(m.objects.values()) for m in (Subscription, Submission, ConsentRecord, Outbox)]
    assert before == after


def test_the_page_is_not_kept_by_a_browser(officer, lea):
    assert "no-store" in enter(officer).get(url(lea))["Cache-Control"]


def test_the_timeline_tells_form_confirmation_consents_mails_and_staff(officer, lea):
    client = enter(officer)
    client.get(url(lea))
    response = client.get(url(lea))
    told = [entry.text for entry in response.context["timeline"]]
    for words in (
        "Form sent: News by e-mail until the vote",
        "Confirmed: News by e-mail until the vote",
        "News by e-mail after the vote: given",
        "Mail “asks to confirm”: queued",
        "Record opened",
    ):
        assert words in told, words
    moments = [entry.at for entry in response.context["timeline"]]
    assert moments == sorted(moments, reverse=True)
    assert "Volunteer" not in "".join(told)


def test_a_plugin_adds_its_own_rows_once(lea, monkeypatch):
    monkeypatch.setattr(timeline, "_sources", [])

    def seats(supporter):
        yield timeline.Entry(AT, f"Seat of {supporter.pk}")

    timeline.register(seats)
    timeline.register(seats)
    told = [entry.text for entry in timeline.entries(lea, [])]
    assert told.count(f"Seat of {lea.pk}") == 1


def test_an_act_whose_plugin_is_gone_still_has_its_line(lea):
    Submission.objects.filter(supporter=lea).update(act="gone.act")
    with translation.override("en"):
        told = [entry.text for entry in timeline.entries(lea, [])]
    assert "Form sent: gone.act" in told


def test_a_mailbox_to_be_left_alone_is_shown_as_such(officer, lea):
    services.disown(submission=lea.submissions.first())
    assert Suppression.objects.count() == 1
    assert "This mailbox is to be left alone" in show(officer, lea)


def test_hostile_names_are_shown_as_text(officer, join):
    mallory = join("m@example.org", given_name="<script>alert(1)</script>")
    page = show(officer, mallory)
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_page_speaks_french(signup, lea):
    user = make_user("fr", sites=[signup.campaign.site], permissions=["open_person"], language="fr")
    page = show(user, lea)
    assert '<html lang="fr"' in page
