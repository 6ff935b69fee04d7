"""Every mail can be looked at before anybody gets it, and each keeps the rules of all mails."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from hustings_signup import links, mails, outbox, rehearsing
from hustings_signup.models import (
    ConsentRecord,
    Hit,
    ImportBatch,
    Link,
    Notice,
    Outbox,
    PeoplePermission,
    Submission,
    Subscription,
    Supporter,
)
from hustings_signup.proof import checkpoints
from hustings_signup.rehearsing import Rehearsed
from hustings_signup.rehearsing.stage import ADDRESS
from tests.events.conftest import make_agenda
from tests.petitions.conftest import make_petitions
from tests.signup.conftest import Signup
from tests.signup.staff.conftest import enter, make_user

#: Everything a scene may write.
TOUCHED = (
    Supporter, Submission, Subscription, ConsentRecord, Outbox, Link, Hit, ImportBatch, Notice,
)  # fmt: skip
LANGUAGES = ("fr", "en")


@pytest.fixture
def full(signup: Signup, settings, tmp_path: Path) -> Signup:
    """A site where every mail has what it needs."""
    settings.HUSTINGS = {**settings.HUSTINGS, "CHECKPOINT_DIR": str(tmp_path)}
    make_petitions(signup.campaign)
    make_agenda(signup.campaign)
    signup.submit("zoe@example.org")
    checkpoints.make()
    return signup


@pytest.fixture
def every(full: Signup, staff: User) -> dict[tuple[str, str], Rehearsed]:
    """Each scene in each language."""
    return {
        (scene.key, locale): rehearsing.rehearse(
            scene, site=full.campaign.site, locale=locale, account=staff
        )
        for scene in rehearsing.registered()
        for locale in LANGUAGES
    }


def test_each_mail_keeps_the_rules_of_all_mails(every: dict[tuple[str, str], Rehearsed]) -> None:
    """consent.md R18; small, alike in text and HTML, nothing fetched, one recipient, a reason."""
    for (key, locale), found in every.items():
        message, source = found.message, found.html
        assert len(message.to) == 1 and not message.cc and not message.bcc, key
        assert not re.search(r"<img|src=|url\(|@import|<link", source), key
        assert f'<html lang="{locale}">' in source, key
        assert len(source) + len(message.body) < 30_000, key
        in_text = set(re.findall(r"https?://\S+", message.body))
        assert in_text == set(re.findall(r'href="([^"]+)"', source)), key
        read = html.unescape(source)
        for line in found.mail.paragraphs:
            assert line in message.body and line in read, (key, line)
        assert found.mail.footer, key
        assert found.mail.subject.strip() and "%(" not in message.body, key


def test_a_mail_of_a_list_can_be_stopped_from_the_mail_program(
    every: dict[tuple[str, str], Rehearsed],
) -> None:
    of_lists = [found for found in every.values() if mails.is_of_a_list(found.kind)]
    assert of_lists
    for found in of_lists:
        headers = found.message.extra_headers
        assert headers["List-Unsubscribe"] == f"<{found.mail.unsubscribe_url}>", found.kind
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_each_mail_speaks_the_language_it_is_shown_in(
    every: dict[tuple[str, str], Rehearsed],
) -> None:
    for key in {key for key, _locale in every}:
        french, english = every[key, "fr"].mail, every[key, "en"].mail
        assert french.footer != english.footer, key
        assert french.subject != english.subject, key
        assert french.paragraphs[0] != english.paragraphs[0], key


def test_every_kind_of_mail_has_a_scene(every: dict[tuple[str, str], Rehearsed]) -> None:
    ours = {
        kind
        for kind, builder in mails._builders.items()
        if getattr(builder, "__module__", "").startswith("hustings")
    }
    assert ours == {found.kind for found in every.values()}
    assert all(len(kind) <= 40 for kind in mails._builders)


def test_looking_at_a_mail_stores_nothing(full: Signup, staff: User) -> None:
    before = {model: sorted(model.objects.values_list("pk", flat=True)) for model in TOUCHED}
    for scene in rehearsing.registered():
        rehearsing.rehearse(scene, site=full.campaign.site, locale="fr", account=staff)
    after = {model: sorted(model.objects.values_list("pk", flat=True)) for model in TOUCHED}
    assert after == before


def test_no_link_in_a_sample_works(every: dict[tuple[str, str], Rehearsed]) -> None:
    body = every["news.confirm", "fr"].message.body
    (token,) = re.findall(r"/c/([\w-]{43})/", body)
    assert links.find("confirm", token) is None


def test_the_screen_shows_head_text_and_html(full: Signup, staff: User) -> None:
    client = enter(staff)
    listed = client.get(reverse("hustings_mails:samples")).content.decode()
    address = reverse(
        "hustings_mails:sample", args=[full.campaign.site.pk, "en", "petition.confirm"]
    )
    assert address.replace("/en/", "/fr/") in listed or address in listed
    page = client.get(address).content.decode()
    assert ADDRESS in page
    assert "Confirm your signature: " in page
    assert 'sandbox title="' in page and "srcdoc=" in page


def test_what_a_site_lacks_is_said(full: Signup, staff: User) -> None:
    full.fr.unpublish()
    full.en.unpublish()
    address = reverse("hustings_mails:sample", args=[full.campaign.site.pk, "en", "news.confirm"])
    page = enter(staff).get(address).content.decode()
    assert "There is no public page with an open form for it" in page
    assert "srcdoc" not in page


def test_a_sample_goes_to_ones_own_address_once(full: Signup, mailoutbox) -> None:
    user = make_user(
        "tess", sites=[full.campaign.site], permissions=[PeoplePermission.MAIL], language="en"
    )
    client: Client = enter(user)
    address = reverse("hustings_mails:sample", args=[full.campaign.site.pk, "fr", "inactive"])
    client.post(address)
    client.post(address)
    rows = Outbox.objects.filter(kind__startswith=rehearsing.SAMPLE)
    assert [outbox.send_one(row.pk) for row in rows] == ["done"]
    (mail,) = mailoutbox
    assert mail.to == [user.email]
    assert mail.subject.endswith("Voulez-vous rester sur notre liste\u202f?")
    assert "List-Unsubscribe" not in mail.extra_headers


def test_only_who_looks_after_mails_sees_samples(full: Signup) -> None:
    user = make_user("nobody", sites=[full.campaign.site], permissions=[PeoplePermission.LIST])
    client = enter(user)
    address = reverse("hustings_mails:sample", args=[full.campaign.site.pk, "fr", "inactive"])
    assert client.get(reverse("hustings_mails:samples")).status_code == 403
    assert client.post(address).status_code == 403
    assert not Outbox.objects.filter(kind__startswith=rehearsing.SAMPLE).exists()
