"""`check --deploy` says whether who receives our mails can believe their sender."""

import pytest

from hustings_signup.delivery_checks import sender_of_mails


def ids(settings, sender: str, site: str = "https://www.campagne.test") -> list[str]:
    settings.DEFAULT_FROM_EMAIL, settings.WAGTAILADMIN_BASE_URL = sender, site
    return [found.id for found in sender_of_mails()]


@pytest.mark.parametrize(
    ("sender", "warnings"),
    [
        ("Campagne <bonjour@campagne.test>", []),
        ("bonjour@lettre.campagne.test", []),
        ("Campagne <campagne@GMAIL.com>", ["hustings_signup.W005"]),
        ("campagne@orange.fr", ["hustings_signup.W005"]),
        ("campagne@ailleurs.test", ["hustings_signup.W006"]),
    ],
)
def test_a_sender_nobody_believes_is_named(settings, sender: str, warnings: list[str]) -> None:
    assert ids(settings, sender) == [*warnings, "hustings_signup.I007"]


def test_the_records_are_those_of_the_senders_domain(settings) -> None:
    ids(settings, "bonjour@campagne.test")
    (hint,) = [found.hint for found in sender_of_mails()]
    assert "_dmarc.campagne.test. TXT" in hint
    assert "._domainkey.campagne.test." in hint
    assert "v=spf1" in hint
