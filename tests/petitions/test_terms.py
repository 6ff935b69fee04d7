"""When a petition can be signed, and the row its languages share."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hustings_petitions import services
from hustings_petitions.models import Petition, PetitionPage, Tally
from hustings_petitions.models.terms import Phase
from tests.conftest import Campaign
from tests.petitions.conftest import Petitions, make_petition

END = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("state", "closes_at", "closed_at", "at", "phase"),
    [
        ("open", None, None, END, Phase.OPEN),
        ("open", END, None, END - SECOND, Phase.OPEN),
        ("open", END, None, END, Phase.CLOSED),
        ("won", END, END - HOUR, END - HOUR, Phase.WON),
        ("won", END, END - HOUR, END - 2 * HOUR, Phase.OPEN),
        ("closed", None, END, END, Phase.CLOSED),
        ("closed", None, END, END - SECOND, Phase.OPEN),
    ],
)
def test_its_phase_follows_from_state_and_dates(
    state: str, closes_at: datetime, closed_at: datetime, at: datetime, phase: Phase
) -> None:
    row = Petition(state=state, closes_at=closes_at, closed_at=closed_at)
    assert row.phase(at) == phase
    assert row.accepts_signatures(at) is (phase == Phase.OPEN)


def test_a_page_that_says_won_is_won_at_any_moment(db: None) -> None:
    assert PetitionPage(state="won").phase(END) == Phase.WON


@pytest.mark.parametrize("row", [
    Petition(state="open", closes_at=END), Petition(state="won", closed_at=END)
])  # fmt: skip
def test_confirming_stays_possible_for_24_hours_after_the_end(row: Petition) -> None:
    assert row.accepts_confirmations(END + timedelta(hours=24) - SECOND)
    assert not row.accepts_confirmations(END + timedelta(hours=24))


def test_a_draft_has_no_row(petitions: Petitions) -> None:
    draft = PetitionPage(title="Brouillon", ask="?", addressee="?", live=False)
    petitions.index_fr.add_child(instance=draft)
    draft.save_revision()
    assert services.ensure_row(draft) is None
    assert draft.petition is None
    assert Petition.objects.count() == 1


def test_a_page_that_is_only_scheduled_has_no_row(petitions: Petitions) -> None:
    page = PetitionPage(title="Demain", ask="?", addressee="?", live=False)
    petitions.index_fr.add_child(instance=page)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    assert not Petition.objects.filter(translation_key=page.translation_key).exists()


def test_translations_share_a_row_and_copies_do_not(petitions: Petitions) -> None:
    copy = petitions.fr.copy(update_attrs={"slug": "copie"}, keep_live=True)
    services.ensure_row(copy)
    assert Petition.objects.count() == Tally.objects.count() == 2
    assert petitions.fr.petition == petitions.en.petition
    assert copy.petition != petitions.fr.petition


def test_ensuring_the_row_twice_changes_nothing(petitions: Petitions) -> None:
    before = Petition.objects.values().get()
    services.ensure_row(petitions.fr)
    services.ensure_row(petitions.en)
    assert Petition.objects.values().get() == before


def test_the_terms_are_those_of_the_main_language(petitions: Petitions) -> None:
    petitions.en.goal, petitions.en.closes_at = 9, END
    petitions.en.save_revision().publish()
    assert (petitions.row.goal, petitions.row.closes_at) == (500, None)
    petitions.fr.goal, petitions.fr.closes_at = 800, END
    petitions.fr.save_revision().publish()
    assert (petitions.row.goal, petitions.row.closes_at) == (800, END)
    english = PetitionPage.objects.get(pk=petitions.en.pk)
    assert english.terms.goal == 800


def test_without_the_main_language_the_last_published_sets_the_terms(
    petitions: Petitions,
) -> None:
    petitions.fr.unpublish()
    petitions.en.goal = 9
    petitions.en.save_revision().publish()
    assert petitions.row.goal == 9


def test_ending_it_by_hand_keeps_the_first_moment(petitions: Petitions) -> None:
    petitions.fr.state, petitions.fr.outcome = "won", "<p>Oui.</p>"
    petitions.fr.save_revision().publish()
    first = petitions.row.closed_at
    assert first is not None
    petitions.fr.save_revision().publish()
    assert petitions.row.closed_at == first
    petitions.fr.state = "open"
    petitions.fr.save_revision().publish()
    assert petitions.row.closed_at is None


def test_one_row_per_petition_and_site(petitions: Petitions) -> None:
    row = petitions.row
    with pytest.raises(IntegrityError), transaction.atomic():
        Petition.objects.create(translation_key=row.translation_key, site=row.site, title="x")


def test_open_stands_before_won_before_closed(campaign: Campaign, petitions: Petitions) -> None:
    index = petitions.index_fr
    past = timezone.now() - HOUR
    make_petition(index, title="fermée", slug="a", state="closed")
    make_petition(index, title="gagnée", slug="b", state="won", outcome="<p>Oui.</p>")
    make_petition(index, title="échue", slug="c", closes_at=past)
    make_petition(index, title="récente", slug="d")
    shown = [page.title for page in index.petitions()]
    assert shown == ["récente", "Un bus de nuit", "gagnée", "échue", "fermée"]


def test_lists_hold_only_public_petitions(petitions: Petitions) -> None:
    from wagtail.models import PageViewRestriction

    secret = make_petition(petitions.index_fr, title="Secrète", slug="secrete")
    PageViewRestriction.objects.create(page=secret, restriction_type="password", password="x")
    make_petition(petitions.index_fr, title="Retirée", slug="retiree").unpublish()
    assert [page.title for page in petitions.index_fr.list_items(9)] == ["Un bus de nuit"]


def test_list_items_stop_at_the_limit_and_know_their_count(
    petitions: Petitions, django_assert_max_num_queries: object
) -> None:
    for number in range(4):
        make_petition(petitions.index_fr, title=f"p{number}", slug=f"p{number}")
    with django_assert_max_num_queries(4):
        items = petitions.index_fr.list_items(3)
        assert [item.count for item in items] == [0, 0, 0]
        assert {item.current_phase for item in items} == {"open"}
