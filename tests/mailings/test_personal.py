"""What mailings hold about a person: shown, merged, erased, ended; the figures stay."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from hustings_mailings import personal, sending, upkeep
from hustings_mailings.models import Delivery, Mailing
from hustings_signup import services as signup_services
from hustings_signup.portability import tables
from tests.mailings.subscribers import Mailroom

#: Each after what it refers to.
MOVED = {
    "hustings_mailings.Mailing",
    "hustings_mailings.Edition",
    "hustings_mailings.Delivery",
}


def test_a_person_sees_which_newsletters_went_to_them(mailroom: Mailroom) -> None:
    ada = mailroom.join("ada")
    sending.work(mailroom.begun(1).pk)
    (item,) = personal.held(ada)
    assert item.title == "Un bus de nuit"
    assert item.at == ada.mailing_deliveries.get().decided_at


def test_two_who_are_one_got_it_once(mailroom: Mailroom) -> None:
    ada, bea = mailroom.join("ada"), mailroom.join("bea")
    first = mailroom.begun(2)
    mailroom.join("cleo")
    Delivery.objects.filter(mailing=first, supporter=ada).delete()
    second = mailroom.begun(3)
    personal.merge(ada, bea)
    assert {row.mailing for row in ada.mailing_deliveries.all()} == {first, second}
    assert not bea.mailing_deliveries.exists()


def test_erasing_a_person_leaves_the_figures(mailroom: Mailroom) -> None:
    ada = mailroom.join("ada")
    mailing = mailroom.begun(1)
    sending.work(mailing.pk)
    signup_services.erase(supporter=ada, reason="request", actor="staff", channel="admin")
    mailing.refresh_from_db()
    assert (mailing.total, mailing.sent, mailing.left) == (1, 1, 0)
    assert not Delivery.objects.exists()


def test_after_a_year_only_the_figures_are_left(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    mailing = mailroom.begun(1)
    sending.work(mailing.pk)
    assert upkeep.forget_deliveries() == 0
    Mailing.objects.update(finished_at=timezone.now() - timedelta(days=366))
    assert upkeep.forget_deliveries() == 1
    mailing.refresh_from_db()
    assert mailing.sent == 1


def test_only_what_is_over_moves_to_another_install(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    over = mailroom.begun(1)
    sending.work(over.pk)
    mailroom.begun(1)
    moving = {table.label: table for table in tables() if table.label in MOVED}
    assert set(moving) == MOVED
    for label in ("hustings_mailings.Edition", "hustings_mailings.Delivery"):
        assert {row.mailing for row in moving[label].rows(mailroom.site)} == {over}
    assert list(moving["hustings_mailings.Mailing"].rows(mailroom.site)) == [over]
    columns = {field.name for field in moving["hustings_mailings.Mailing"].columns}
    assert not columns & {"page", "made_by", "asked_by", "approved_by", "site"}
