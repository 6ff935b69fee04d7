"""A person sees, corrects, downloads and erases their data by a mailed link, without a cookie."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from hustings.logs import masked
from hustings_signup import links, outbox, services
from hustings_signup.mailbox import parse
from hustings_signup.models import (
    AddressChange,
    ConsentRecord,
    Hit,
    Link,
    Outbox,
    Supporter,
    Suppression,
)
from hustings_signup.services import self_service
from hustings_signup.visits import Visit
from tests.signup.conftest import SAME_ORIGIN, Signup

ADDRESS = "lea@example.org"


def path(name: str, *args: str, language: str = "fr") -> str:
    with translation.override(language):
        return reverse(f"hustings_signup:{name}", args=args)


def known(signup: Signup, email: str = ADDRESS) -> Supporter:
    sent = signup.submit(email, ticked=("volunteer.contact",))
    services.confirm(submission=sent, send_mail=False)
    Outbox.objects.update(state="done")
    mail.outbox.clear()
    return Supporter.objects.get(email_canonical=email)


def ask(client: Client, email: str = ADDRESS, **headers: str):
    return client.post(path("my_data"), {"email": email}, **(headers or SAME_ORIGIN))


def send_mails() -> list:
    for row in Outbox.objects.filter(state="queued").order_by("pk"):
        outbox.send_one(row.pk)
    return mail.outbox


def enter(client: Client, supporter: Supporter) -> str:
    """The address of an open visit."""
    link = self_service.renew_link(supporter=supporter)
    answer = client.post(links.path(link), **SAME_ORIGIN)
    assert answer.status_code == 302
    return answer["Location"]


def token_of(visit: str) -> str:
    return visit.rstrip("/").rpartition("/")[2]


def test_r5_the_answer_is_the_same_for_every_address(signup: Signup, client: Client):
    supporter = known(signup)
    pending = signup.submit("pending@example.org", send_mail=False)
    services.disown(submission=signup.submit("gone@example.org", send_mail=False))
    assert pending.supporter_id
    answers = {}
    for address in (ADDRESS, "new@example.org", "pending@example.org", "gone@example.org"):
        for _again in range(5):  # past the limit too
            answer = ask(client, address)
            shown = client.get(answer["Location"])
            facts = (answer.status_code, answer["Location"], answer.content)
            headers = tuple(sorted(answer.headers.items()))
            answers[address, _again] = (facts, headers, shown.content, shown.status_code)
    assert len(set(answers.values())) == 1
    assert supporter.pk


def test_r5_an_unknown_address_leaves_no_trace_but_a_keyed_count(signup: Signup, client: Client):
    ask(client, "nobody@example.org")
    assert not Outbox.objects.exists()
    assert not Supporter.objects.exists()
    (hit,) = Hit.objects.all()
    assert "nobody" not in hit.key_hash


def test_r19_rights_mails_have_their_own_three_a_day(signup: Signup, client: Client):
    known(signup)
    for _number in range(5):
        ask(client)
    assert Outbox.objects.filter(kind="my_data").count() == 3
    # They take nothing from the mails of a form, nor those from them.
    assert signup.submit(ADDRESS, ticked=()).outbox.filter(kind="confirm").exists()
    later = timezone.now() + timedelta(days=1, minutes=1)
    site = signup.campaign.site
    assert self_service.ask_for_my_data(site=site, box=parse(ADDRESS), at=later)


def test_r4_r13_the_mail_has_a_link_whose_get_changes_nothing(signup: Signup, client: Client):
    known(signup)
    ask(client)
    (sent,) = send_mails()
    (found,) = set(re.findall(r"http://localhost(/m/\S+/)", sent.body))
    for _twice in range(2):
        assert client.get(found).status_code == 200
    assert Link.objects.filter(kind="my_data").exists()


def test_r13_the_link_opens_one_visit_only(signup: Signup, client: Client):
    link = self_service.renew_link(supporter=known(signup))
    page = links.path(link)
    first = client.post(page, **SAME_ORIGIN)
    assert first.status_code == 302
    assert client.get(first["Location"]).status_code == 200
    assert client.post(page, **SAME_ORIGIN).status_code == 410
    assert not client.cookies


def test_r13_the_link_is_good_for_thirty_minutes(signup: Signup):
    supporter = known(signup)
    link = self_service.renew_link(supporter=supporter)
    assert not self_service.use_link(link=link, at=timezone.now() + timedelta(minutes=31))
    assert self_service.use_link(link=link, at=timezone.now() + timedelta(minutes=29))


def test_r13_the_visit_is_over_after_thirty_minutes(signup: Signup, client: Client, monkeypatch):
    visit = enter(client, known(signup))
    assert client.get(visit).status_code == 200
    monkeypatch.setattr(self_service, "VISIT", timedelta(seconds=-1))
    assert client.get(visit).status_code == 410


def test_a_damaged_visit_opens_nothing(signup: Signup, client: Client):
    visit = enter(client, known(signup))
    assert client.get(visit.replace(token_of(visit)[10:20], "A" * 10)).status_code == 410


@pytest.mark.parametrize("language", ["fr", "en"])
def test_r13_the_page_shows_what_is_held_with_the_exact_words(
    signup: Signup, client: Client, language: str
):
    supporter = known(signup)
    enter(client, supporter)
    link = self_service.renew_link(supporter=supporter)
    location = client.post(links.path(link), **SAME_ORIGIN)["Location"]
    page = client.get(path("my_data_visit", token_of(location), language=language))
    text = page.content.decode()
    assert f'<html lang="{language}">' in text
    for words in (ADDRESS, "Léa", "Oui, appelez-moi pour aider.", "Je m’inscris", "192.0.2.7"):
        assert words in text
    assert page["Cache-Control"] and "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_speaks_to_people_and_the_file_to_machines(
    signup: Signup, client: Client, language: str
):
    payload = {"given_name": "Léa", "email": ADDRESS, "purpose_volunteer_contact": "on", "s": ""}
    visit = Visit(ip="192.0.2.7", path="/fr/s-inscrire/", payload=payload)
    sent = signup.submit(ADDRESS, ticked=("volunteer.contact",), visit=visit)
    services.confirm(submission=sent, send_mail=False)
    token = token_of(enter(client, sent.supporter))
    page = client.get(path("my_data_visit", token, language=language)).content.decode()
    codes = ("updates.campaign", "volunteer_contact", "user_agent", "given_name:", sent.act_ref)
    # The forms of the page name fields and purposes; people read what stands after them.
    read = page.partition("<dl")[2]
    for code in codes:
        assert code not in read, code
    assert str(sent.supporter) not in page
    machine = client.get(path("my_data_json", token, language=language)).content.decode()
    for code in ("updates.campaign", "purpose_volunteer_contact", sent.act_ref):
        assert code in machine


def test_in_french_a_space_stands_before_a_colon(signup: Signup, client: Client):
    token = token_of(enter(client, known(signup)))
    page = client.get(path("my_data_visit", token)).content.decode()
    assert "bénévole\N{NO-BREAK SPACE}: donné" in page
    assert "bénévole: " not in page


def test_r13_a_link_used_before_says_so_and_leads_to_another(signup: Signup, client: Client):
    supporter = known(signup)
    link = links.path(self_service.renew_link(supporter=supporter))
    client.post(link, **SAME_ORIGIN)
    for used in (link, "/e/damaged/"):
        answer = client.get(used)
        assert answer.status_code == 410
        text = answer.content.decode()
        assert "Ce lien ne sert plus" in text and path("my_data") in text


def test_r4_nothing_in_a_visit_changes_on_get(signup: Signup, client: Client):
    supporter = known(signup)
    token = token_of(enter(client, supporter))
    before = ConsentRecord.objects.count()
    for name in ("my_data_correct", "my_data_address", "my_data_withdraw"):
        assert client.get(path(name, token)).status_code == 405
    assert client.get(path("my_data_erase", token)).status_code == 200
    assert ConsentRecord.objects.count() == before
    assert Supporter.objects.filter(pk=supporter.pk).exists()


def test_a_visit_takes_no_post_from_elsewhere(signup: Signup, client: Client):
    token = token_of(enter(client, known(signup)))
    for headers in ({}, {"HTTP_SEC_FETCH_SITE": "cross-site"}):
        answer = client.post(path("my_data_erase", token), {"confirm": "erase"}, **headers)
        assert answer.status_code == 403
    assert Supporter.objects.exists()


def test_r13_names_postcode_and_language_are_corrected_at_once(signup: Signup, client: Client):
    supporter = known(signup)
    subject = supporter.subject_link.subject
    token = token_of(enter(client, supporter))
    typed = {
        "given_name": "Léa-Rose",
        "family_name": "D’Arc",
        "postcode": "69001",
        "locale": "en",
    }
    assert client.post(path("my_data_correct", token), typed, **SAME_ORIGIN).status_code == 302
    supporter.refresh_from_db()
    assert (supporter.name, supporter.locale) == ("Léa-Rose D’Arc", "en")
    assert (supporter.town, supporter.department) == ("Lyon", "69")
    assert supporter.subject_link.subject == subject


def test_what_was_typed_wrongly_is_kept_and_explained(signup: Signup, client: Client):
    token = token_of(enter(client, known(signup)))
    typed = {"given_name": "https://spam.example", "locale": "fr", "postcode": "69001"}
    answer = client.post(path("my_data_correct", token), typed, **SAME_ORIGIN)
    assert answer.status_code == 422
    assert "69001" in answer.content.decode()


def test_r13_one_purpose_is_withdrawn_and_the_other_stays(signup: Signup, client: Client):
    supporter = known(signup)
    token = token_of(enter(client, supporter))
    data = {"purpose": "volunteer.contact"}
    client.post(path("my_data_withdraw", token), data, **SAME_ORIGIN)
    states = dict(supporter.subscriptions.values_list("purpose", "state"))
    assert states == {"updates.campaign": "active", "volunteer.contact": "withdrawn"}


def test_r13_the_download_holds_everything_as_json_and_as_a_page(signup: Signup, client: Client):
    token = token_of(enter(client, known(signup)))
    answer = client.get(path("my_data_json", token))
    assert "attachment" in answer["Content-Disposition"]
    data = json.loads(answer.content)
    by_key = {held["key"]: held["items"] for held in data["holdings"]}
    assert by_key["signup.identity"] and by_key["signup.consents"]
    assert len(data["receipts"]) == 2
    assert ADDRESS in answer.content.decode()
    page = client.get(path("my_data_html", token)).content.decode()
    assert ADDRESS in page and "<script" not in page and "href=" not in page


def test_r12_r13_erasing_says_first_what_goes_and_what_stays(signup: Signup, client: Client):
    token = token_of(enter(client, known(signup)))
    page = client.get(path("my_data_erase", token, language="en")).content.decode()
    assert page.count("<li>") >= 6
    answer = client.post(path("my_data_erase", token), {}, **SAME_ORIGIN)
    assert answer.status_code == 403
    answer = client.post(path("my_data_erase", token), {"confirm": "erase"}, **SAME_ORIGIN)
    assert client.get(answer["Location"]).status_code == 200
    assert not Supporter.objects.exists()
    assert Suppression.objects.get().reason == "erased"
    assert client.get(path("my_data_visit", token)).status_code == 410


def change_to(client: Client, supporter: Supporter, new: str) -> None:
    token = token_of(enter(client, supporter))
    answer = client.post(path("my_data_address", token), {"email": new}, **SAME_ORIGIN)
    assert answer.status_code == 302


def test_r13_a_new_address_is_confirmed_by_its_owner_and_told_to_the_old(
    signup: Signup, client: Client
):
    supporter = known(signup)
    subject = supporter.subject_link.subject
    change_to(client, supporter, "Neuf@example.org")
    sent = {message.to[0]: message for message in send_mails()}
    assert set(sent) == {"Neuf@example.org", ADDRESS}
    assert "n•••@example.org" in sent[ADDRESS].body.lower()
    supporter.refresh_from_db()
    assert supporter.email == ADDRESS
    (page,) = set(re.findall(r"http://localhost(/e/\S+/)", sent["Neuf@example.org"].body))
    assert client.get(page).status_code == 200
    supporter.refresh_from_db()
    assert supporter.email == ADDRESS
    assert client.post(page, **SAME_ORIGIN).status_code == 200
    supporter.refresh_from_db()
    assert (supporter.email, supporter.email_canonical) == ("Neuf@example.org", "neuf@example.org")
    assert supporter.subject_link.subject == subject
    assert client.post(page, **SAME_ORIGIN).status_code == 410


def test_r4_looking_at_the_link_of_a_new_address_changes_nothing(signup: Signup, client: Client):
    supporter = known(signup)
    change_to(client, supporter, "neuf@example.org")
    sent = next(message for message in send_mails() if message.to == ["neuf@example.org"])
    page = re.search(r"http://localhost(/e/\S+/)", sent.body)[1]
    assert client.get(page).status_code == 200
    assert client.head(page).status_code == 200
    supporter.refresh_from_db()
    assert supporter.email == ADDRESS


def test_r13_nobody_takes_the_address_of_another_person(signup: Signup, client: Client):
    supporter, other = known(signup), known(signup, "autre@example.org")
    change_to(client, supporter, "autre@example.org")
    link = links.make(kind="new_address", supporter=supporter)
    assert client.post(links.path(link), **SAME_ORIGIN).status_code == 409
    supporter.refresh_from_db()
    assert supporter.email == ADDRESS
    assert Supporter.objects.filter(pk=other.pk).exists()


def test_r5_changing_to_a_known_address_answers_like_any_other(signup: Signup, client: Client):
    supporter = known(signup)
    known(signup, "autre@example.org")
    token = token_of(enter(client, supporter))
    answers = {
        client.post(path("my_data_address", token), {"email": new}, **SAME_ORIGIN)["Location"]
        for new in ("autre@example.org", "neuf@example.org", ADDRESS)
    }
    assert len(answers) == 1


def test_a_change_nobody_confirms_is_forgotten(signup: Signup, client: Client):
    change_to(client, known(signup), "neuf@example.org")
    AddressChange.objects.update(expires_at=timezone.now())
    assert self_service.forget_changes() == 1
    assert not Link.objects.filter(kind="new_address").exists()


def test_tokens_of_a_visit_are_masked_in_logs():
    for start in ("/m/", "/e/", "/fr/moi/", "/en/my-data/"):
        assert "secret" not in masked(f'"GET {start}secret/erase/ HTTP/1.1" 200')


def test_the_short_address_leads_to_the_page_in_ones_language(signup: Signup, client: Client):
    for language in ("fr", "en"):
        answer = client.get("/moi/", HTTP_ACCEPT_LANGUAGE=language)
        assert answer["Location"] == path("my_data", language=language)


def test_every_page_has_a_way_to_ones_data(signup: Signup, client: Client):
    assert path("my_data", language="en") in client.get("/en/").content.decode()
