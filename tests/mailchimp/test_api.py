"""Every answer of section 8 of the contract is either checked or a failure with a class."""

import logging

import pytest

from hustings_mailchimp import api
from hustings_signup.failures import Kind
from tests.doubles.mailchimp import KEY

LEA = "lea@example.org"
SUBSCRIBE = {"status": "subscribed", "status_if_new": "subscribed"}


@pytest.mark.parametrize(
    "key",
    [
        "",
        "0123456789abcdef0123456789abcdef",
        KEY.upper(),
        KEY + ".evil.example",
        KEY + "@evil.example/",
        " " + KEY,
        KEY + "\n",
    ],
)
def test_a_malformed_key_goes_nowhere(server, key):
    with pytest.raises(api.ApiFailure) as raised:
        api.Api(key)
    assert (raised.value.kind, raised.value.code) == (Kind.CONFIGURATION, "bad_key")
    assert server.calls == []


def test_the_right_key_is_good_and_lists_audiences(client, audience):
    client.ping()
    assert [one["id"] for one in client.audiences()] == [audience.id]


@pytest.mark.parametrize(
    ("failure", "kind", "code"),
    [
        ("empty 500", Kind.TRANSIENT, "server_error"),
        ("problem 500", Kind.TRANSIENT, "server_error"),
        ("empty 429", Kind.TRANSIENT, "throttled"),
        ("problem 429", Kind.TRANSIENT, "throttled"),
        ("bare 403", Kind.TRANSIENT, "throttled"),
        ("401", Kind.CONFIGURATION, "auth"),
        ("html 200", Kind.TRANSIENT, "garbled_answer"),
        ("broken json", Kind.TRANSIENT, "garbled_answer"),
        ("reset", Kind.TRANSIENT, "connection_lost"),
        ("commit then reset", Kind.TRANSIENT, "connection_lost"),
        ("commit then empty 500", Kind.TRANSIENT, "server_error"),
        ("redirect", Kind.TRANSIENT, "redirected"),
        ("hang", Kind.TRANSIENT, "timeout"),
    ],
)
@pytest.mark.parametrize("call", ["put", "subscribe_many", "tag", "delete_for_good", "member"])
def test_every_way_to_fail_has_its_class(
    client, server, audience, monkeypatch, failure, kind, code, call
):
    monkeypatch.setattr(api, "PATIENCE", (0.2, 0.2))
    client.put(audience.id, LEA, SUBSCRIBE)
    server.hang_seconds = 1
    server.fail(failure)
    contact = api.member_hash(LEA)
    arguments = {
        "put": (LEA, SUBSCRIBE),
        "subscribe_many": ([{"email_address": LEA, "status": "subscribed"}],),
        "tag": (contact, {"a": True}),
        "delete_for_good": (contact,),
        "member": (contact,),
    }[call]
    with pytest.raises(api.ApiFailure) as raised:
        getattr(client, call)(audience.id, *arguments)
    assert (raised.value.kind, raised.value.code) == (kind, code)
    assert raised.value.failure.of_service


def test_a_redirect_is_not_followed(client, server, audience):
    server.fail("redirect")
    with pytest.raises(api.ApiFailure):
        client.audience(audience.id)
    assert len(server.calls) == 1


def test_a_contact_refused_for_itself_is_not_a_failure_of_the_service(client, server, audience):
    client.put(audience.id, LEA, SUBSCRIBE)
    server.end(audience.id, LEA)
    cases = {
        LEA: (Kind.COMPLIANCE, "compliance_state"),
        "fake@example.org": (Kind.PERMANENT, "address_refused"),
        "busy@example.org": (Kind.TRANSIENT, "too_many_signups"),
    }
    for email, expected in cases.items():
        with pytest.raises(api.ApiFailure) as raised:
            client.put(audience.id, email, SUBSCRIBE)
        assert (raised.value.kind, raised.value.code) == expected
        assert not raised.value.failure.of_service


def test_a_forgotten_address_is_told_apart(client, audience):
    client.put(audience.id, LEA, SUBSCRIBE)
    client.delete_for_good(audience.id, api.member_hash(LEA))
    with pytest.raises(api.ApiFailure) as raised:
        client.put(audience.id, LEA, SUBSCRIBE)
    assert (raised.value.kind, raised.value.code) == (Kind.FORGOTTEN, "forgotten")


def test_a_contact_that_is_not_there_and_an_audience_that_is_not(client, audience):
    with pytest.raises(api.ApiFailure) as raised:
        client.patch(audience.id, api.member_hash(LEA), {"status": "unsubscribed"})
    assert raised.value.failure is api.NOT_FOUND
    with pytest.raises(api.ApiFailure) as raised:
        client.subscribe_many("gone", [{"email_address": LEA, "status": "subscribed"}])
    assert raised.value.failure is api.NO_AUDIENCE


def test_required_merge_fields_of_an_audience_stop_nobody(client, audience):
    audience.required.append("LNAME")
    assert client.put(audience.id, LEA, SUBSCRIBE)["status"] == "subscribed"


def test_all_contacts_are_read_page_by_page(client, server, audience):
    for first in range(0, 2500, 500):
        client.subscribe_many(
            audience.id,
            [
                {"email_address": f"n{first + n}@example.org", "status": "subscribed"}
                for n in range(500)
            ],
        )
    assert len(list(client.members(audience.id))) == 2500
    assert len(server.made("GET", "/members")) == 3


def test_no_address_and_no_key_reach_a_log_or_a_message(client, server, audience, caplog):
    caplog.set_level(logging.DEBUG)
    for failure in ("empty 500", "401", "reset", "html 200"):
        server.fail(failure)
        with pytest.raises(api.ApiFailure) as raised:
            client.put(audience.id, LEA, SUBSCRIBE)
        assert LEA not in str(raised.value)
        assert KEY not in str(raised.value)
    written = caplog.text
    for secret in (LEA, api.member_hash(LEA), KEY, KEY.split("-")[0]):
        assert secret not in written
