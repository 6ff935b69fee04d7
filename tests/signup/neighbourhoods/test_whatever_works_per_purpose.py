"""Ledger, exports, moving, imports, audit and the public pages treat it as any other purpose."""

import json
import zipfile
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from hustings_home import inventory
from hustings_signup import exports, my_data, purposes, renewal, services
from hustings_signup.duties import processing
from hustings_signup.models import Neighbourhood, Subscription, Supporter
from hustings_signup.portability.dumping import dump
from hustings_signup.portability.loading import load
from hustings_signup.proof import sealing
from hustings_signup.templatetags.hustings_data import published_purposes
from tests.signup.importing import test_telling as telling
from tests.signup.importing.conftest import PROVED, Import
from tests.signup.neighbourhoods.conftest import HARBOUR, MILL, NEWS, Town, define
from tests.signup.test_portability import empty_install

FRENCH = "Nouvelles du quartier\u00a0: Vieux-Moulin"


def run(command: str, *args: str, **options: object) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def history(town: Town) -> Supporter:
    """Léa is on two lists and left one; Tom waits; Zoé took the smaller button."""
    early = timezone.now() - timedelta(days=3)
    lea = town.join(chosen=[MILL, HARBOUR], at=early)
    services.withdraw(supporter=lea, purpose_keys=[HARBOUR])
    town.send("tom@example.org", chosen=[MILL])
    sent = town.send("zoe@example.org", chosen=[MILL])
    services.confirm(submission=sent, only_act=True, send_mail=False)
    return lea


def rows() -> list[tuple]:
    columns = ("supporter", "purpose", "state", "since", "notice_sha256")
    return sorted(Subscription.objects.values_list(*columns))


def test_the_ledger_alone_gives_the_same_subscriptions(history: Supporter) -> None:
    before = rows()
    assert sum(purpose == MILL for _who, purpose, *_rest in before) == 3
    Subscription.objects.all().delete()
    run("rebuild_subscriptions")
    assert rows() == before


def test_the_ledger_gives_them_even_without_a_row_of_the_neighbourhood(history) -> None:
    before = rows()
    Neighbourhood.objects.all().delete()
    assert "Every subscription is what the ledger says." in run("rebuild_subscriptions")
    assert rows() == before
    assert services.withdraw(supporter=history, purpose_keys=[MILL]) == [MILL]


def test_the_ledger_is_sound_and_the_audit_finds_a_ground_for_everything(history) -> None:
    sealing.seal()
    assert "wrong" not in run("verify_ledger")
    run("audit_consent")


def test_a_subscription_slipped_in_for_a_neighbourhood_has_no_ground(history, town) -> None:
    tom = Supporter.objects.get(email="zoe@example.org")
    Subscription.objects.filter(supporter=tom, purpose=MILL).update(state="active")
    with pytest.raises(CommandError):
        run("audit_consent")


def test_export_everything_and_load_it_again_keeps_neighbourhoods_and_states(
    history: Supporter, town: Town, tmp_path
) -> None:
    before = rows()
    site = town.signup.campaign.site
    dump(site=site, path=tmp_path / "a.zip", by="test", purpose_text="Move")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        people = json.loads(archive.read("people.osdi.json"))["_embedded"]["osdi:people"]
        assert f"consent_{MILL}" in people[0]["custom_fields"]
        assert FRENCH in archive.read("people.csv").decode()
    empty_install()
    assert not Neighbourhood.objects.exists()
    load(site=site, path=tmp_path / "a.zip")
    assert rows() == before
    assert Neighbourhood.objects.get(key="harbour").names == {"fr": "Le Port", "en": "Harbour"}
    dump(site=site, path=tmp_path / "b.zip", by="test", purpose_text="Move")
    with zipfile.ZipFile(tmp_path / "a.zip") as one, zipfile.ZipFile(tmp_path / "b.zip") as two:
        name = "data/hustings_signup.neighbourhood.jsonl"
        assert one.read(name) == two.read(name) != b""


def test_an_import_with_proof_may_be_for_one_and_says_so_in_its_first_mail(
    town: Town, mailoutbox
) -> None:
    site = town.signup.campaign.site
    Import(site=site).run(PROVED, purpose=MILL)
    ana = Supporter.objects.get(email_canonical="ana@example.org")
    assert ana.subscriptions.get().purpose == MILL
    assert "Every subscription is what the ledger says." in run("rebuild_subscriptions")
    run("audit_consent")
    assert not renewal.outdated(site.pk)
    telling.wait()
    telling.send()
    assert FRENCH in mailoutbox[0].body


def test_without_proof_nobody_is_asked_for_one_since_no_form_asks_for_it_alone(town) -> None:
    file = "email,first_name,opt_in\nana@example.org,Ana,yes\n"
    batch = Import(site=town.signup.campaign.site).run(file, purpose=MILL)
    assert not Subscription.objects.exists()
    assert not batch.asks.exists()


def test_exports_have_a_column_of_each_and_its_date(history: Supporter) -> None:
    columns = exports.chosen_columns([f"since:{MILL}"], history.site_id)
    people = Supporter.objects.filter(pk=history.pk)
    (cells,) = exports.rows(people, columns, site_id=history.site_id)
    row = dict(zip([c.key for c in columns], cells, strict=True))
    assert row[f"state:{MILL}"] == str(Subscription.State.ACTIVE.label)
    assert row[f"state:{HARBOUR}"] == str(Subscription.State.WITHDRAWN.label)
    assert row[f"since:{MILL}"]


def test_my_data_holds_it_in_words_and_in_the_file(history: Supporter) -> None:
    with translation.override("fr"):
        told = json.dumps(my_data.download(history), ensure_ascii=False)
        assert FRENCH in told
        receipts = "\n".join(receipt.text for receipt in my_data.readable_receipts(history))
    assert MILL in told
    assert "Oui, aussi les nouvelles du quartier Vieux-Moulin." in receipts


def test_the_public_pages_and_the_register_name_each_one(history: Supporter, town: Town) -> None:
    with translation.override("fr"):
        assert Client().get(reverse("hustings_signup:trust")).status_code == 200
        told = published_purposes(town.signup.campaign.site)
        register = processing.register(town.signup.campaign.site, "fr")
    words = "Oui, aussi les nouvelles du quartier Vieux-Moulin."
    assert (FRENCH, words) in {(purpose.label, purpose.words) for purpose in told}
    assert any(activity.purpose.startswith(FRENCH) for activity in register.activities)


def test_every_column_of_it_is_declared(db: None) -> None:
    assert inventory.undeclared() == []


def test_the_name_is_that_of_the_site_and_of_the_language(town: Town) -> None:
    site_id = town.signup.campaign.site.pk
    with translation.override("fr"):
        assert purposes.label_of(MILL, site_id) == FRENCH
        assert purposes.label_of(MILL) == "Nouvelles du quartier\u00a0: old-mill"
        assert purposes.label_of(MILL, site_id + 1) == "Nouvelles du quartier\u00a0: old-mill"
    with translation.override("en"):
        assert purposes.label_of(MILL, site_id) == "Neighbourhood news: Old Mill"


def test_a_new_name_is_shown_at_once(town: Town) -> None:
    site_id = town.signup.campaign.site.pk
    purposes.label_of(MILL, site_id)
    define(town.signup, "old-mill", "Moulin-Neuf", "New Mill")
    with translation.override("en"):
        assert purposes.label_of(MILL, site_id) == "Neighbourhood news: New Mill"


def test_lists_of_a_site_are_those_of_everybody_then_its_own_in_order(town: Town) -> None:
    site_id = town.signup.campaign.site.pk
    keys = [purpose.key for purpose in purposes.list_purposes([site_id])]
    assert keys[-2:] == [MILL, HARBOUR]
    assert keys[:-2] == [purpose.key for purpose in purposes.list_purposes()]
    assert NEWS in keys


def test_what_merely_begins_so_is_no_purpose(db: None) -> None:
    for key in ("updates.neighbourhood.", "updates.neighbourhood", "updates"):
        assert not purposes.is_list(key)
        with pytest.raises(KeyError):
            purposes.get(key)
