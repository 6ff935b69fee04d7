"""Codes are shown as words, and a code nobody knows still as something."""

from django.utils import translation

from hustings_signup import mails
from hustings_signup.staff.labels import MAILS, held_label, mail_label


def test_codes_have_words():
    with translation.override("en"):
        assert held_label("network") == "too many from one network within an hour"
        assert mail_label("confirm") == "asks to confirm"


def test_a_plugins_code_is_shown_readable():
    assert held_label("quota") == "quota"
    assert mail_label("seat_moved_up") == "seat moved up"


def test_only_mails_that_exist_have_words():
    assert set(MAILS) <= set(mails._builders)
