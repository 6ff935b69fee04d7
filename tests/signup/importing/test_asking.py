"""R10: without full proof a person is asked once, released by a data officer; silence deletes."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.utils import timezone
from wagtail.models import Site

from hustings_signup import outbox, services
from hustings_signup.importing import asking, upkeep
from hustings_signup.models import (
    ConsentRecord,
    Hit,
    Identifier,
    ImportAsk,
    ImportBar,
    Notice,
    Outbox,
    Supporter,
)
from tests.signup.conftest import SAME_ORIGIN
from tests.signup.importing.conftest import PROVED, active, outcomes, supporters
from tests.signup.staff.conftest import make_user

BARE = "email;prénom;code postal;consentement;identifiant\nana@example.org;Ana;69001;oui;7\n"


@pytest.fixture
def people(signup):
    """Two data officers of the site."""
    site = [signup.campaign.site]
    return [make_user(name, sites=site, permissions=["import_people"]) for name in ("one", "two")]


@pytest.fixture
def batch(importer, people):
    importer.user = people[0]
    return importer.run(BARE)


def release(batch, user):
    return asking.release(batch=batch, user=user, user_name=user.username)


def forget_silent():
    """What retention does, once a day."""
    now = timezone.now()
    return sum(upkeep.end_asks(upkeep.due_asks(site, now), now) for site in Site.objects.all())


def send():
    """What `tick` and the worker do."""
    asking.ask_due()
    for pk in Outbox.objects.filter(state="queued").values_list("pk", flat=True):
        outbox.send_one(pk)


@pytest.fixture
def asked(batch, people):
    """The link of the mail."""
    release(batch, people[1])
    send()
    message = mail.outbox.pop()
    return re.search(r"http://localhost(/q/\S+)", message.body)[1]


def test_r10_nobody_is_asked_before_another_data_officer_released_it(batch, people):
    send()
    assert mail.outbox == []
    with pytest.raises(asking.NotReleasable, match="own"):
        release(batch, people[0])
    assert release(batch, people[1]) == 1
    with pytest.raises(asking.NotReleasable, match="done"):
        release(batch, people[1])
    send()
    assert [message.to for message in mail.outbox] == [["ana@example.org"]]


def test_r17_the_only_data_officer_of_a_site_may_release_what_they_imported(batch, people):
    send()
    assert mail.outbox == []
    second = people[1]
    second.is_active = False
    second.save()
    # Neither an officer of another site is a colleague, nor somebody who may not import,
    # nor whoever looks after the server.
    elsewhere = Site.objects.create(hostname="b.example", root_page=batch.site.root_page)
    make_user("elsewhere", sites=[elsewhere], permissions=["import_people"])
    make_user("organiser", sites=[batch.site], permissions=["list_people"])
    get_user_model().objects.create_superuser(username="root", email="root@example.org")
    assert release(batch, people[0]) == 1
    send()
    assert [message.to for message in mail.outbox] == [["ana@example.org"]]


def test_r10_without_published_words_nobody_can_be_asked(importer, people, monkeypatch):
    importer.user = people[0]
    batch = importer.run(BARE, purpose="volunteer.contact")
    assert not Notice.objects.filter(slug="volunteer").exists()
    with pytest.raises(asking.NotReleasable, match="notice"):
        release(batch, people[1])


def test_r10_the_mail_is_one_neutral_and_there_is_no_reminder(batch, people):
    release(batch, people[1])
    for _again in range(3):
        send()
    (message,) = mail.outbox
    assert "liste de l’ancien outil" in message.body
    assert "Une ville à vivre" in message.subject
    assert "Ana" not in message.body  # nothing anybody typed about them
    ImportAsk.objects.update(delete_at=timezone.now())
    assert forget_silent() == 1
    send()
    assert len(mail.outbox) == 1


def test_r10_silence_is_deleted_after_30_days_and_never_asked_again(asked, importer):
    ask = ImportAsk.objects.get()
    assert ask.delete_at - ask.asked_at == timedelta(days=30)
    ImportAsk.objects.update(delete_at=timezone.now())
    forget_silent()
    assert not ImportAsk.objects.exists()
    assert outcomes(importer.run(BARE)) == {2: "kept_out.asked_before"}


def test_r10_who_is_not_released_is_deleted_after_30_days_too(batch):
    ImportAsk.objects.update(delete_at=timezone.now() - timedelta(seconds=1))
    assert forget_silent() == 1


def test_r9_people_to_be_asked_are_no_supporters_and_on_no_list(batch):
    assert supporters() == []
    assert not ConsentRecord.objects.exists()


def test_r4_looking_at_the_page_answers_nothing(asked, client):
    page = client.get(asked)
    assert page.status_code == 200
    assert "checked" not in page.content.decode()
    assert client.head(asked).status_code == 200
    assert ImportAsk.objects.count() == 1
    assert supporters() == []


def test_r4_an_answer_from_another_site_is_refused(asked, client):
    answer = client.post(asked, {"answer": "yes"}, HTTP_SEC_FETCH_SITE="cross-site")
    assert answer.status_code == 403
    assert supporters() == []


def test_r10_a_yes_is_an_ordinary_consent_by_the_person(asked, client, signup):
    answer = client.post(asked, {"answer": "yes", "purpose": "volunteer.contact"}, **SAME_ORIGIN)
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    person = Supporter.objects.get()
    assert person.email_verified_at
    assert person.given_name == "Ana"
    assert sorted(ConsentRecord.objects.values_list("purpose", "type", "actor")) == [
        ("updates.beyond", "not_given", "data_subject"),
        ("updates.campaign", "given", "data_subject"),
        ("updates.campaign", "requested", "data_subject"),
        ("volunteer.contact", "given", "data_subject"),
        ("volunteer.contact", "requested", "data_subject"),
    ]
    records = ConsentRecord.objects.values_list("notice_sha256", flat=True)
    assert set(records) == {signup.notice_fr.sha256}
    assert Identifier.objects.get().supporter == person
    assert not ImportAsk.objects.exists()
    assert client.post(asked, {"answer": "yes"}, **SAME_ORIGIN).status_code == 410
    assert ConsentRecord.objects.count() == 5


def test_r10_a_no_deletes_and_keeps_later_imports_away(asked, client, importer):
    assert client.post(asked, {"answer": "no"}, **SAME_ORIGIN).status_code == 200
    assert not ImportAsk.objects.exists()
    assert supporters() == []
    assert ImportBar.objects.filter(reason="refused").count() == 1
    assert client.get(asked).status_code == 410
    assert outcomes(importer.run(BARE)) == {2: "kept_out.refused_before"}


def test_an_answer_that_is_neither_changes_nothing(asked, client):
    assert client.post(asked, {}, **SAME_ORIGIN).status_code == 302
    assert ImportAsk.objects.count() == 1


def test_r19_a_mailbox_that_had_its_mails_waits(batch, people, signup):
    for number in range(3):
        signup.submit("ana@example.org", at=timezone.now() - timedelta(minutes=11 * (number + 1)))
    release(batch, people[1])
    assert Hit.objects.filter(kind="mail").count() == 3
    assert asking.ask_due() == 0
    ask = ImportAsk.objects.get()
    assert ask.asked_at is None
    assert ask.due_at > timezone.now()


def test_whoever_signed_up_in_the_meantime_stays_as_they_are(asked, client, signup):
    services.confirm(submission=signup.submit("ana@example.org"))
    since = Supporter.objects.get().subscriptions.get().since
    client.post(asked, {"answer": "yes"}, **SAME_ORIGIN)
    assert Supporter.objects.get().subscriptions.get(purpose="updates.campaign").since == since
    assert active() == ["ana@example.org"]


def test_whoever_agreed_in_the_meantime_is_not_asked_any_more(batch, people, signup, importer):
    release(batch, people[1])
    services.confirm(submission=signup.submit("ana@example.org"))
    assert asking.ask_due() == 0
    assert not ImportAsk.objects.exists()


def test_whoever_a_later_file_proves_is_not_asked_any_more(batch, importer):
    importer.run(PROVED)
    assert active() == ["ana@example.org", "bob@example.org"]
    assert not ImportAsk.objects.exists()


def test_the_mail_and_page_speak_the_persons_language(importer, people):
    importer.user = people[0]
    batch = importer.run(BARE.replace("identifiant", "language").replace(";7", ";en"))
    release(batch, people[1])
    send()
    assert mail.outbox[0].subject.startswith("Do you want to hear")
