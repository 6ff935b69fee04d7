"""The identity of a mailbox."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings_signup.mailbox import InvalidMailbox, masked, parse

LOCAL = st.from_regex(r"[A-Za-z0-9_+-]{1,20}(\.[A-Za-z0-9_+-]{1,20})?", fullmatch=True)


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("Lea@Example.org", "lea@example.org"),
        ("  lea@example.org\n", "lea@example.org"),
        ("lea\u200b@example.org", "lea@example.org"),
        ("o'brien@example.org", "o'brien@example.org"),
        ("lea@Hôtel.example", "lea@xn--htel-vqa.example"),
        ("lea+news@example.org", "lea+news@example.org"),
    ],
)
def test_the_same_mailbox_has_one_canonical_form(raw: str, canonical: str) -> None:
    assert parse(raw).canonical == canonical


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "shape"),
        ("lea", "shape"),
        ("@example.org", "shape"),
        ("lea@", "shape"),
        ("lea@example", "domain"),
        ("lea@[192.0.2.1]", "domain"),
        ("lea@192.0.2.1", "domain"),
        ("lea@-example.org", "domain"),
        ("lea@exa mple.org", "domain"),
        ('"lea b"@example.org', "local"),
        ("le a@example.org", "local"),
        ("léa@example.org", "local"),
        (".lea@example.org", "local"),
        ("lea..b@example.org", "local"),
        ("lea\x00@example.org", "local"),
        (f"{'a' * 65}@example.org", "long"),
        (f"lea@{'a.' * 125}example.org", "long"),
    ],
)
def test_what_is_no_mailbox_is_refused_with_its_reason(raw: str, code: str) -> None:
    with pytest.raises(InvalidMailbox) as caught:
        parse(raw)
    assert caught.value.code == code


def test_the_kelvin_sign_does_not_make_two_people_one() -> None:
    with pytest.raises(InvalidMailbox):
        parse("\u212aim@example.org")
    assert parse("kim@example.org").canonical == "kim@example.org"


def test_a_full_length_local_part_is_accepted() -> None:
    assert parse(f"{'a' * 64}@example.org").canonical.startswith("a" * 64)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("l.ea@gmail.com", "lea+x@googlemail.com"),
        ("lea+petition@outlook.fr", "lea@outlook.fr"),
    ],
)
def test_provider_aliases_fold_together_but_stay_two_identities(one: str, other: str) -> None:
    assert parse(one).folded == parse(other).folded
    assert parse(one).canonical != parse(other).canonical


def test_a_plus_of_an_unknown_provider_is_not_folded() -> None:
    assert parse("lea+a@example.org").folded != parse("lea@example.org").folded


@given(LOCAL, st.sampled_from(["example.org", "EXAMPLE.NET", "gmail.com", "mail.example.com"]))
def test_parsing_a_canonical_form_again_changes_nothing(local: str, domain: str) -> None:
    try:
        first = parse(f"{local}@{domain}")
    except InvalidMailbox:
        return
    again = parse(first.canonical)
    assert (again.canonical, again.folded) == (first.canonical, first.folded)


@given(st.text(max_size=300))
def test_any_text_is_either_a_mailbox_or_refused(raw: str) -> None:
    try:
        box = parse(raw)
    except InvalidMailbox as error:
        assert error.code in {"shape", "local", "long", "domain"}
    else:
        assert box.canonical.isascii()
        assert len(box.canonical) <= 254


def test_a_masked_address_shows_its_first_letter_and_domain() -> None:
    assert masked("marie@example.org") == "m•••@example.org"
