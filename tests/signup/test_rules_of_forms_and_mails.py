"""R1 and R18 of consent.md: what every form offers, and what every mail says."""

from __future__ import annotations

import pytest
from django import forms as django_forms
from django.core import mail
from django.test import Client

from hustings_home import conf
from hustings_signup import outbox, services
from hustings_signup.models import ConsentRecord, NoticeText, Outbox, Subscription
from tests.signup.conftest import Signup

Type = ConsentRecord.Type


def boxes(signup: Signup) -> dict[str, django_forms.Field]:
    fields = signup.fr.get_public_form().fields
    return {name: field for name, field in fields.items() if name.startswith("purpose_")}


def test_r1_each_other_purpose_has_one_unticked_box_that_is_never_required(signup: Signup) -> None:
    found = boxes(signup)
    assert len(found) == 2
    form = signup.fr.get_public_form()
    for name, field in found.items():
        assert isinstance(field, django_forms.BooleanField)
        assert field.required is False
        assert form[name].value() in (None, False)
        rendered = str(form[name])
        assert 'type="checkbox"' in rendered
        assert "checked" not in rendered
        assert "required" not in rendered


def test_r1_the_act_itself_has_a_named_button_and_no_box(signup: Signup) -> None:
    page = Client().get(signup.fr.get_url()).content.decode()
    assert ">Je m’inscris</button>" in page
    assert not [name for name in boxes(signup) if name.endswith("updates_campaign")]


def test_r1_the_act_works_with_every_box_empty(signup: Signup) -> None:
    assert signup.post(Client()).status_code == 302
    services.confirm(submission=signup.submit("zoe@example.org"))
    active = Subscription.objects.filter(state=Subscription.State.ACTIVE)
    assert [row.purpose for row in active] == ["updates.campaign"]


def test_r1_no_setting_and_no_field_of_a_notice_can_tick_or_require_a_box(signup: Signup) -> None:
    notice = [field.name for field in NoticeText._meta.get_fields()]
    offer = NoticeText._meta.get_field("offers").related_model._meta.get_fields()
    words = [*notice, *(field.name for field in offer)]
    forbidden = ("ticked", "checked", "preselected", "default", "optout", "opt_out")
    assert not [n for n in words if any(word in n.lower() for word in (*forbidden, "required"))]
    assert not [n for n in conf.DEFAULTS if any(word in n.lower() for word in forbidden)]


@pytest.fixture
def sent(signup: Signup) -> list[mail.EmailMultiAlternatives]:
    """The mail that asks, and the one that follows."""
    submission = signup.submit(ticked=("updates.beyond",))
    outbox.send_one(Outbox.objects.get(kind="confirm").pk)
    services.confirm(submission=submission)
    outbox.send_one(Outbox.objects.get(kind="confirmed").pk)
    assert len(mail.outbox) == 2
    return list(mail.outbox)


def test_r18_every_mail_goes_to_one_person_alone(sent) -> None:
    for message in sent:
        assert message.to == ["lea@example.org"]
        assert (message.cc, message.bcc) == ([], [])


def test_r18_every_mail_says_who_writes_why_and_how_to_stop(sent) -> None:
    asking, following = sent
    html = [message.alternatives[0][0] for message in sent]
    assert "parce que cette adresse a été saisie" in asking.body
    assert "/n/" in asking.body  # "this was not me"
    assert "parce que vous avez confirmé" in following.body
    assert "/u/" in following.body
    for text in html:
        assert 'href="http' in text
    assert following.extra_headers["List-Unsubscribe"].startswith("<http")
    assert following.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_r18_the_reason_is_read_from_what_was_recorded(sent, signup: Signup) -> None:
    record = ConsentRecord.objects.filter(type=Type.GIVEN).earliest("pk")
    year = str(record.occurred_at.year)
    assert year in sent[1].body
    assert signup.fr.title in sent[1].body
