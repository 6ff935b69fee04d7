"""The settings dict HUSTINGS."""

import pytest

from hustings_home import conf
from hustings_home.checks import known_settings


def test_a_value_that_is_not_set_has_its_default(settings):
    settings.HUSTINGS = {}
    assert conf.get("NETWORK_LIMIT_PER_HOUR") == 120
    del settings.HUSTINGS
    assert conf.get("TRUSTED_PROXIES") == 0


def test_a_value_that_is_set_wins(settings):
    settings.HUSTINGS = {"TRUSTED_PROXIES": 2}
    assert conf.get("TRUSTED_PROXIES") == 2


def test_an_unknown_name_is_an_error_of_ours():
    with pytest.raises(KeyError):
        conf.get("NO_SUCH_SETTING")


def test_the_projects_own_settings_are_all_known():
    assert known_settings() == []


def test_a_typing_mistake_is_reported_with_what_was_meant(settings):
    settings.HUSTINGS = {"TRUSTED_PROXYS": 1, "QUITE_DIFFERENT": 2}
    near, far = known_settings()
    assert (near.id, near.hint) == ("hustings_home.E001", "Did you mean 'TRUSTED_PROXIES'?")
    assert far.hint is None


def test_something_else_than_a_dict_is_reported(settings):
    settings.HUSTINGS = ["TRUSTED_PROXIES"]
    assert [error.id for error in known_settings()] == ["hustings_home.E002"]
