"""R12: after an erasure no trace of a person is left, not even a hash Mailchimp knows them by."""

import logging

from hustings_mailchimp import wishes
from hustings_mailchimp.models import Contact
from hustings_signup.grounds.walk import Walk
from tests.doubles.mailchimp import KEY
from tests.mailchimp.conftest import LEA
from tests.signup.rights import dump


def ours():
    """Rows of this plugin's tables."""
    return [row for row in dump.rows() if row[0].startswith("hustings_mailchimp")]


def test_r12_while_mailchimp_is_away_the_row_that_waits_names_nobody(connected, caplog):
    caplog.set_level(logging.INFO)
    wanted = dump.traces(LEA)
    lea = connected.join()
    connected.sync()
    code = wishes.address_code(LEA)
    assert Contact.objects.get().pushed.startswith(code)
    connected.server.fail("empty 500", times=None)
    connected.erase(lea)
    connected.sync()
    assert Contact.objects.get().locked_address
    assert dump.hits(ours(), wanted) == []
    assert not any(code in str(row) for row in ours())
    connected.server.recover()
    connected.later(hours=2)
    connected.sync()
    assert not Contact.objects.exists()
    for secret in (*wanted["plain"], *wanted["keyed"], KEY):
        assert secret not in caplog.text


def test_every_value_here_has_a_ground(connected):
    lea = connected.join()
    connected.join("two@example.org")
    connected.sync()
    connected.server.fail("empty 500", times=None)
    connected.erase(lea)
    assert [found for found in Walk() if found.table.startswith("hustings_mailchimp")] == []
