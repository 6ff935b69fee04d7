"""What an import left about a person is shown to them, moves with a merge, and goes with them."""

from wagtail.models import Site

from hustings_signup import services
from hustings_signup.importing import holdings
from hustings_signup.models import (
    ConsentRecord,
    ExportRecall,
    ExportRecord,
    Identifier,
    ImportAsk,
    ImportBar,
    ImportBatch,
    ImportRow,
    Supporter,
)
from tests.signup.importing.conftest import PROVED, outcomes, supporters


def ana():
    return Supporter.objects.get(email_canonical="ana@example.org")


def erase(person):
    services.erase(
        supporter=person,
        reason="request",
        actor=ConsentRecord.Actor.DATA_SUBJECT,
        channel=ConsentRecord.Channel.EMAIL_LINK,
    )


def test_the_person_sees_where_they_came_from_and_their_number(importer):
    importer.run(PROVED)
    shown = str(list(holdings.HOLDING.held(ana())))
    assert "liste de l’ancien outil" in shown
    assert "file:1" in shown


def test_r12_erasing_reaches_files_that_wait_and_a_new_import_is_refused(importer, signup):
    importer.run(PROVED)
    waiting = importer.upload(PROVED.replace("ana@example.org", "Ana@Example.org"))
    erase(ana())
    assert [row.number for row in ImportRow.objects.filter(batch=waiting)] == [3]
    assert not Identifier.objects.filter(key="1").exists()
    assert not ImportBar.objects.exists()
    assert not ImportAsk.objects.exists()
    assert outcomes(importer.run(PROVED))[2] == "kept_out.erased"
    assert supporters() == ["bob@example.org"]


def test_r11_a_merge_takes_numbers_along(importer):
    importer.run(PROVED)
    bob = Supporter.objects.get(email_canonical="bob@example.org")
    kept = services.merge(kept=ana(), gone=bob)
    assert sorted(kept.identifiers.values_list("key", flat=True)) == ["1", "2"]


def test_r12_undoing_tells_whoever_took_a_file_away(importer, staff):
    batch = importer.run(PROVED)
    ExportRecord.objects.create(
        site=importer.site,
        user=staff,
        user_name="staff",
        purpose_text="a mailing by letter",
        format="csv",
        columns=["email"],
        rows=2,
        started_at=batch.finished_at,
    )
    importer.undo(batch)
    assert ExportRecall.objects.count() == 2


def left(batch):
    return [row.number for row in ImportRow.objects.filter(batch=batch).order_by("number")]


def test_r12_erasing_finds_the_person_in_waiting_rows_however_spelled_and_nobody_else(importer):
    importer.run(PROVED)
    text = (
        "email;nom;identifiant;remarque\n"
        "diana@example.org;Diana;20;\n"  # ends like hers
        "Ana <ANA@Example.org>;Ana;21;\n"  # set aside, being no address
        "'ana@example.org;Ana;22;\n"
        "new@example.org;Ana;1;\n"  # her number, another address
        "cyd@example.org;Cyd;11;asked by ana@example.org.\n"
        "dan@example.org;Dan;23;ana@example.org.au\n"
        "eve@example.org;Eve;24;1\n"  # a 1 that is no number in the other tool
    )
    batch = importer.check(text)
    erase(ana())
    assert left(batch) == [2, 7, 8]


def test_r12_erasing_on_one_site_leaves_the_files_of_another(importer, campaign):
    importer.run(PROVED)
    waiting = importer.upload(PROVED)
    root = campaign.home_fr.get_parent()
    site = Site.objects.create(hostname="b.example.org", root_page=root)
    ImportBatch.objects.filter(pk=waiting.pk).update(site=site)
    erase(ana())
    assert left(waiting) == [2, 3]
