"""What the ledger says of one submission is exactly what was offered and pressed (R2, R6)."""

from itertools import combinations

import pytest
from wagtail.models import Site

from hustings_signup import ledger, services
from hustings_signup.models import ConsentRecord, Notice, NoticeText
from hustings_signup.proof import receipts
from tests.signup.conftest import WORDS, Signup

BOXES = ("updates.beyond", "volunteer.contact")
TICKED = [subset for size in range(3) for subset in combinations(BOXES, size)]


def said() -> list[tuple[str, str]]:
    return list(ConsentRecord.objects.order_by("pk").values_list("purpose", "type"))


@pytest.mark.parametrize("only_act", [False, True])
@pytest.mark.parametrize("ticked", TICKED)
def test_r2_confirming_gives_exactly_what_was_asked_for(
    signup: Signup, ticked: tuple[str, ...], only_act: bool
) -> None:
    submission = signup.submit(ticked=ticked)
    offered = ["updates.campaign", *BOXES]
    asked = ["updates.campaign", *ticked]
    assert said() == [
        (purpose, "requested" if purpose in asked else "not_given") for purpose in offered
    ]
    services.confirm(submission=submission, only_act=only_act)
    given = ["updates.campaign"] if only_act else asked
    assert said()[3:] == [(purpose, "given") for purpose in given] + [
        (purpose, "not_given") for purpose in asked if purpose not in given
    ]
    answers = ConsentRecord.objects.exclude(confirms=None)
    requests = set(ConsentRecord.objects.filter(type="requested").values_list("uuid", flat=True))
    assert set(answers.values_list("confirms", flat=True)) == requests


def test_r6_a_record_holds_the_hash_of_the_very_words_that_stood_there(signup: Signup) -> None:
    services.confirm(submission=signup.submit(ticked=BOXES))
    for record in ConsentRecord.objects.all():
        notice = Notice.objects.get(sha256=record.notice_sha256)
        assert record.label_sha256 == ledger.sha256(notice.label_for(record.purpose))


def test_r6_new_words_leave_what_was_agreed_to_as_it_was(signup: Signup) -> None:
    services.confirm(submission=signup.submit(ticked=BOXES))
    record = ConsentRecord.objects.get(type="given", purpose="updates.beyond")
    before = receipts.receipt(record)
    text = NoticeText.objects.get(slug="news", locale__language_code="fr")
    text.body = "D’autres mots."
    text.save()
    text.save_revision().publish()
    assert Notice.objects.current(site=text.site, slug="news", locale="fr").version == 2
    assert receipts.receipt(record) == before
    assert before["pii_processing"]["privacy_notice"]["text"] == WORDS["fr"]["body"]


def test_r6_a_version_is_bound_by_its_hash_whatever_its_site_is_called_later(
    signup: Signup,
) -> None:
    Site.objects.update(hostname="ailleurs.example", port=443)
    for notice in Notice.objects.all():
        hashed = {
            "site_name": "localhost:80",
            "slug": notice.slug,
            "version": notice.version,
            "locale": notice.locale,
            "content": notice.content,
        }
        assert notice.sha256 == ledger.sha256(ledger.canonical(hashed))
        assert notice.sha256 == ledger.notice_hash(notice)
