"""A new controller, recipient or transfer needs a new consent (consent.md R7), asked neutrally."""

import pytest
from django.core import mail
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings_signup import exports, outbox, renewal, services
from hustings_signup.models import (
    ConsentRecord,
    Link,
    Notice,
    NoticeOffer,
    NoticeText,
    Outbox,
    RenewalRequest,
    Subscription,
    Supporter,
)
from tests.signup.conftest import SAME_ORIGIN, Signup

Type = ConsentRecord.Type
MAILCHIMP = "Intuit Mailchimp, États-Unis, clauses contractuelles types"


def publish(signup: Signup, *, new_boxes: tuple[str, ...] = (), **changed: str) -> Notice:
    """A new French version, as an editor publishes it."""
    text = NoticeText.objects.get(
        site=signup.campaign.site, slug="news", locale__language_code="fr"
    )
    for name, value in changed.items():
        setattr(text, name, value)
    if new_boxes:
        text.offers = [
            *text.offers.all(),
            *(
                NoticeOffer(
                    purpose=key, label=f"Oui à {key}", locale=text.locale, sort_order=9 + number
                )
                for number, key in enumerate(new_boxes)
            ),
        ]
    text.save_revision().publish()
    return Notice.objects.current(site=signup.campaign.site, slug="news", locale="fr")


@pytest.fixture
def lea(signup: Signup) -> Supporter:
    """Receives the news, and agreed to hear from us after the vote."""
    submission = signup.submit(ticked=("updates.beyond",))
    services.confirm(submission=submission)
    return Supporter.objects.get()


def active(supporter: Supporter) -> set[str]:
    rows = renewal.live(Subscription.objects.filter(supporter=supporter), site_id=supporter.site_id)
    return set(rows.values_list("purpose", flat=True))


def owed(notice: Notice) -> int:
    return renewal.owed(notice).count()


@pytest.mark.parametrize(
    "changed",
    [
        {"controller": "Une autre association"},
        {"recipients": "La fédération du parti"},
        {"outside_eu": MAILCHIMP},
    ],
)
def test_r7_a_new_controller_recipient_or_transfer_needs_a_new_consent(signup, lea, changed):
    assert active(lea) == {"updates.campaign", "updates.beyond"}
    notice = publish(signup, **changed)
    assert owed(notice) == 1
    assert active(lea) == set()


@pytest.mark.parametrize(
    "changed",
    [
        {"processors": "Un relais d’envoi à Strasbourg"},
        {"body": "D’autres mots pour dire la même chose."},
        {"controller": "  ASSOCIATION   essai. "},
        {"retention": "P3M"},
    ],
)
def test_r7_a_processor_inside_the_union_or_other_words_need_none(signup, lea, changed):
    notice = publish(signup, **changed)
    assert notice.version == 2
    assert owed(notice) == 0
    assert active(lea) == {"updates.campaign", "updates.beyond"}


def test_r2_r7_who_agrees_to_the_new_words_is_covered_and_who_does_not_is_not(signup, lea):
    notice = publish(signup, outside_eu=MAILCHIMP)
    services.renew(supporter=lea, ticked=["updates.campaign"])
    assert active(lea) == {"updates.campaign"}
    record = ConsentRecord.objects.get(type=Type.RENEWED)
    assert (record.purpose, record.notice_sha256) == ("updates.campaign", notice.sha256)
    assert record.actor == ConsentRecord.Actor.DATA_SUBJECT
    left = ConsentRecord.objects.filter(type=Type.NOT_GIVEN).latest("pk")
    assert (left.purpose, left.notice_sha256) == ("updates.beyond", notice.sha256)


def test_r7_an_export_says_that_a_new_consent_is_needed(signup, lea):
    columns = exports.chosen_columns(["email"], lea.site_id)

    def states() -> set[object]:
        people = Supporter.objects.filter(pk=lea.pk)
        (cells,) = exports.rows(people, columns, site_id=lea.site_id)
        row = dict(zip([c.key for c in columns], cells, strict=True))
        return {row["state:updates.campaign"], row["state:updates.beyond"]}

    assert states() == {Subscription.State.ACTIVE.label}
    publish(signup, outside_eu=MAILCHIMP)
    assert states() == {Subscription.State.NEEDS_RENEWAL.label}


def test_r2_an_empty_box_withdraws_nothing(signup, lea):
    publish(signup, outside_eu=MAILCHIMP)
    services.renew(supporter=lea, ticked=[])
    states = set(lea.subscriptions.values_list("state", flat=True))
    assert states == {Subscription.State.ACTIVE}
    assert not ConsentRecord.objects.filter(type=Type.WITHDRAWN).exists()


def test_a_renewal_keeps_the_date_of_the_first_yes(signup, lea):
    since = lea.subscriptions.get(purpose="updates.campaign").since
    publish(signup, recipients="La fédération")
    services.renew(supporter=lea, ticked=["updates.campaign"])
    assert lea.subscriptions.get(purpose="updates.campaign").since == since


def test_answering_twice_records_once(signup, lea):
    publish(signup, outside_eu=MAILCHIMP)
    for _again in range(2):
        services.renew(supporter=lea, ticked=["updates.campaign", "updates.beyond"])
    assert ConsentRecord.objects.filter(type=Type.RENEWED).count() == 2


def test_a_new_purpose_is_asked_of_those_who_never_heard_of_it(signup, lea):
    """The news was agreed to and goes on; the new box is theirs to tick."""
    text = NoticeText.objects.get(slug="news", locale__language_code="fr")
    text.offers = [offer for offer in text.offers.all() if offer.purpose != "volunteer.contact"]
    text.save_revision().publish()
    signup.notice_fr = Notice.objects.current(site=text.site, slug="news", locale="fr")
    services.withdraw(supporter=lea)
    services.confirm(submission=signup.submit("zoe@example.org"))
    zoe = Supporter.objects.get(email_canonical="zoe@example.org")
    notice = publish(signup, new_boxes=("volunteer.contact",))
    assert [offer.purpose for offer in renewal.offers(zoe)] == ["volunteer.contact"]
    assert owed(notice) == 1
    assert active(zoe) == {"updates.campaign"}
    services.renew(supporter=zoe, ticked=["volunteer.contact"])
    assert active(zoe) == {"updates.campaign", "volunteer.contact"}
    assert ConsentRecord.objects.latest("pk").type == Type.GIVEN


def test_nobody_who_withdrew_is_asked(signup, lea):
    services.withdraw(supporter=lea)
    notice = publish(signup, outside_eu=MAILCHIMP)
    assert owed(notice) == 0
    assert renewal.offers(lea) == []


def test_people_who_agreed_in_another_language_are_not_counted_twice(signup, lea):
    assert owed(publish(signup, outside_eu=MAILCHIMP)) == 1
    assert owed(signup.notice_en) == 0


def test_r7_each_person_is_asked_once_per_version(signup, lea):
    notice = publish(signup, outside_eu=MAILCHIMP)
    assert services.ask_again(notice=notice) == 1
    assert services.ask_again(notice=notice) == 0
    assert Outbox.objects.filter(kind="renew").count() == 1
    assert RenewalRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_r4_the_mail_says_what_is_new_and_its_link_changes_nothing_by_itself(signup, lea):
    notice = publish(signup, outside_eu=MAILCHIMP)
    Outbox.objects.update(state="done")  # what joining sent has left
    services.ask_again(notice=notice)
    row = Outbox.objects.get(kind="renew")
    assert outbox.send_one(row.pk) == Outbox.State.DONE
    sent = mail.outbox[-1]
    assert MAILCHIMP in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = renewal_path(lea)
    assert path in sent.body
    before = ConsentRecord.objects.count()
    answer = Client().get(path)
    assert MAILCHIMP in answer.content.decode()
    assert answer.content.decode().count('type="checkbox"') == 2
    assert "checked" not in answer.content.decode()
    assert ConsentRecord.objects.count() == before
    assert active(lea) == set()


@pytest.mark.django_db(transaction=True)
def test_one_post_answers_and_says_so(signup, lea):
    publish(signup, outside_eu=MAILCHIMP)
    path = renewal_path(lea)
    answer = Client().post(path, {"purpose": ["updates.campaign"]}, **SAME_ORIGIN, follow=True)
    assert answer.status_code == 200
    assert active(lea) == {"updates.campaign"}
    # What was left empty is not asked again on the spot.
    text = answer.content.decode()
    assert "Merci, votre réponse est enregistrée" in text and "checkbox" not in text
    kept = Client().post(path, {}, **SAME_ORIGIN, follow=True)
    assert "Rien n" in kept.content.decode() or "Nothing has changed" in kept.content.decode()
    assert Client().post(path, {"purpose": ["updates.beyond"]}).status_code == 403


def test_a_purpose_that_was_not_offered_cannot_be_slipped_in(signup, lea):
    publish(signup, outside_eu=MAILCHIMP)
    assert services.renew(supporter=lea, ticked=["share.party", "volunteer.contact"]) == []
    assert active(lea) == set()


def test_the_mail_is_not_sent_to_who_answered_meanwhile(signup, lea):
    notice = publish(signup, outside_eu=MAILCHIMP)
    Outbox.objects.update(state="done")  # what joining sent has left
    services.ask_again(notice=notice)
    services.renew(supporter=lea, ticked=["updates.campaign", "updates.beyond"])
    assert outbox.send_one(Outbox.objects.get(kind="renew").pk) == Outbox.State.UNWANTED


def test_reviewers_are_those_of_the_site(signup):
    text = NoticeText.objects.get(slug="news", locale__language_code="fr")
    assert text.get_workflow() == signup.campaign.site.root_page.get_workflow()


def renewal_path(supporter: Supporter) -> str:
    from hustings_signup import links

    link = links.make(kind="renew", supporter=supporter)
    assert Link.objects.filter(pk=link.pk).exists()
    return links.path(link)


names = st.sampled_from(["", "A", "B", "A\nB", "b\na", " a "])


def content(recipients: str) -> dict:
    return {
        "controller": "X",
        "recipients": recipients,
        "purposes": [{"purpose": "updates.campaign", "version": 1}],
    }


@settings(max_examples=60, deadline=None)
@given(first=names, second=names)
def test_r7_only_a_line_nobody_knew_needs_a_new_consent(first: str, second: str) -> None:
    known = {line.strip().casefold() for line in first.splitlines()}
    said = {line.strip().casefold() for line in second.splitlines() if line.strip()}
    assert renewal.covers(content(first), content(second), "updates.campaign") == (said <= known)
