"""A mailing that comes back counts once, and ends the lists of whoever is not there."""

from django.utils import timezone

from hustings_mailings import sending
from hustings_mailings.models import Delivery
from hustings_signup import bounces
from hustings_signup.bounces import parsing
from tests.mailings.subscribers import Mailroom
from tests.signup.bounces import samples


def test_a_mailing_that_came_back_counts_once_and_ends_the_list(mailroom: Mailroom) -> None:
    ada = mailroom.join("ada")
    mailing = mailroom.begun(1)
    sending.work(mailing.pk)
    found = Delivery.objects.get()
    report = parsing.parse(samples.postfix(f"<{found.uuid}@example.org>", to=ada.email))
    for _twice in range(2):
        assert bounces.apply(report)
    found.refresh_from_db()
    mailing.refresh_from_db()
    assert (found.state, mailing.bounced) == ("bounced", 1)
    assert set(ada.subscriptions.values_list("state", flat=True)) == {"bounced"}


def test_a_complaint_about_a_mailing_withdraws_the_list(mailroom: Mailroom) -> None:
    ada = mailroom.join("ada")
    mailing = mailroom.begun(1)
    sending.work(mailing.pk)
    found = Delivery.objects.get()
    assert bounces.apply(parsing.parse(samples.complaint(f"<{found.uuid}@example.org>")))
    assert set(ada.subscriptions.values_list("state", flat=True)) == {"withdrawn"}
    mailing.refresh_from_db()
    assert mailing.bounced == 0


def test_one_that_was_never_sent_cannot_come_back(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    mailroom.begun(1)
    Delivery.objects.update(decided_at=timezone.now())
    found = Delivery.objects.first()
    assert found is None or not bounces.apply(bounces.Report("hard", str(found.uuid) + "@x"))
