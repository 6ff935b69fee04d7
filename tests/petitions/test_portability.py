"""A petition moves with its signatures and its count."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from hustings_petitions import tally
from hustings_petitions.models import Petition, Signature, Tally
from hustings_signup.models import Supporter
from hustings_signup.portability.dumping import dump
from hustings_signup.portability.loading import load
from tests.petitions.conftest import Petitions, sign, sign_and_confirm
from tests.signup.test_portability import contents, empty_install


def test_the_count_after_loading_is_the_count_before(petitions: Petitions, tmp_path: Path) -> None:
    for address in ("a@example.org", "b@example.org", "c@example.org"):
        sign_and_confirm(petitions.fr, address)
    sign(petitions.fr, "never@example.org")
    tally.fold()
    # Somebody who left: counted, and nobody's.
    Supporter.objects.get(email_canonical="c@example.org").delete()
    before = petitions.row
    assert before.count == 3
    site = before.site
    path = tmp_path / "all.zip"
    dump(site=site, path=path, by="test", purpose_text="Move")
    empty_install()
    assert not Petition.objects.exists()
    load(site=site, path=path)
    after = Petition.objects.get()
    assert (after.pk, after.ref, after.count) == (before.pk, before.ref, 3)
    assert (after.created_at, after.translation_key) == (before.created_at, before.translation_key)
    assert tally.fold() == 0
    assert tally.recount() == 0
    assert Tally.objects.get().confirmed == 3
    assert Signature.objects.get(supporter=None).state == Signature.State.ANONYMISED


def test_other_tools_read_only_verified_signatures(petitions: Petitions, tmp_path: Path) -> None:
    sign_and_confirm(petitions.fr, "a@example.org")
    sign(petitions.fr, "never@example.org")
    tally.fold()
    path = tmp_path / "all.zip"
    dump(site=petitions.row.site, path=path, by="test", purpose_text="Move")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
    files = contents(path)
    told = json.loads(files["petitions.osdi.json"])["_embedded"]["osdi:petitions"]
    assert [row["total_signatures"] for row in told] == [1]
    found = json.loads(files["signatures.osdi.json"])["_embedded"]["osdi:signatures"]
    person = Supporter.objects.get(email_canonical="a@example.org")
    assert [row["_links"]["osdi:person"]["href"] for row in found] == [f"urn:uuid:{person.uuid}"]
