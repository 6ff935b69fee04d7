"""Our double against the contract (docs/mailchimp.md), through Mailchimp's own library."""

import contextlib
import http.server
import threading
import time

import mailchimp_marketing
import pytest
from mailchimp_marketing.api_client import ApiClientError

from tests.doubles.mailchimp import KEY
from tests.doubles.mailchimp_lists import md5

LEA = "lea@example.org"


@pytest.fixture
def lists(server, audience):
    """The library as it is, pointed at the double."""
    library = mailchimp_marketing.Client({"api_key": KEY})
    library.api_client.host = server.url
    return library.lists


@pytest.fixture
def answering():
    """An address that answers 200 to the validator."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            assert self.headers["User-Agent"] == "MailChimp.com WebHook Validator"
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}/hook/"
        running.shutdown()


def put(lists, audience, email=LEA, **body):
    return lists.set_list_member(audience.id, md5(email), {"email_address": email, **body})


def error_of(call, *args):
    with pytest.raises(ApiClientError) as raised:
        call(*args)
    return raised.value


def test_a_new_contact_gets_the_status_for_new_ones(lists, audience, server):
    assert put(lists, audience, status_if_new="subscribed")["status"] == "subscribed"
    assert put(lists, audience, "p@example.org", status_if_new="pending")["status"] == "pending"
    assert server.opt_in_mails == ["p@example.org"]


def test_the_status_for_new_ones_leaves_a_known_contact_as_it_is(lists, audience):
    put(lists, audience, status="unsubscribed")
    assert put(lists, audience, status_if_new="subscribed")["status"] == "unsubscribed"


@pytest.mark.parametrize("ended", ["unsubscribed", "cleaned"])
def test_nobody_is_subscribed_against_their_own_word(lists, audience, server, ended):
    put(lists, audience, status_if_new="subscribed")
    server.end(audience.id, LEA, ended)
    error = error_of(lambda: put(lists, audience, status="subscribed"))
    assert error.status_code == 400
    assert "Member In Compliance State" in error.text
    assert put(lists, audience, status="pending")["status"] == "pending"
    assert server.opt_in_mails == [LEA]


def test_what_we_ended_ourselves_we_may_begin_again(lists, audience):
    put(lists, audience, status_if_new="subscribed")
    lists.update_list_member(audience.id, md5(LEA), {"status": "unsubscribed"})
    assert put(lists, audience, status="subscribed")["status"] == "subscribed"


def test_an_archived_contact_is_there_and_comes_back(lists, audience):
    put(lists, audience, status_if_new="subscribed")
    lists.delete_list_member(audience.id, md5(LEA))
    assert lists.get_list_member(audience.id, md5(LEA))["status"] == "archived"
    assert lists.get_list_members_info(audience.id)["total_items"] == 0
    assert error_of(lists.delete_list_member, audience.id, md5(LEA)).status_code == 405
    assert put(lists, audience, status="subscribed")["status"] == "subscribed"


def test_an_erased_contact_is_gone_and_cannot_be_added(lists, audience):
    put(lists, audience, status_if_new="subscribed")
    assert lists.delete_list_member_permanent(audience.id, md5(LEA)).status_code == 204
    assert error_of(lists.get_list_member, audience.id, md5(LEA)).status_code == 404
    for status in ("subscribed", "pending"):
        error = error_of(lambda status=status: put(lists, audience, status_if_new=status))
        assert "Forgotten Email Not Subscribed" in error.text


def test_upper_case_is_the_same_contact_and_another_address_is_not(lists, audience):
    put(lists, audience, status_if_new="subscribed")
    put(lists, audience, LEA.upper(), language="fr", status_if_new="subscribed")
    assert len(audience.members) == 1
    body = {"email_address": "other@example.org", "status_if_new": "subscribed"}
    assert (
        error_of(lists.set_list_member, audience.id, md5("new@example.org"), body).status_code
        == 400
    )


def test_tags_of_a_known_contact_need_their_own_call(lists, audience):
    put(lists, audience, status_if_new="subscribed")
    put(lists, audience, status_if_new="subscribed", tags=["a"])
    assert audience.find(LEA).tags == []
    body = {"tags": [{"name": "a", "status": "active"}], "is_syncing": True}
    assert lists.update_list_member_tags(audience.id, md5(LEA), body).status_code == 204
    assert audience.find(LEA).tags == ["a"]


def test_a_batch_answers_200_although_some_failed(lists, audience, server):
    put(lists, audience, status_if_new="subscribed")
    server.end(audience.id, LEA)
    members = [
        {"email_address": email, "status": "subscribed", "tags": ["a"]}
        for email in (LEA, "fake@example.org", "ok@example.org")
    ]
    answer = lists.batch_list_members(
        audience.id, {"members": members, "update_existing": True, "sync_tags": True}
    )
    assert (answer["total_created"], answer["error_count"]) == (1, 2)
    assert {one["error_code"] for one in answer["errors"]} == {"ERROR_GENERIC"}
    assert audience.find("ok@example.org").tags == ["a"]


def test_a_batch_of_501_is_refused(lists, audience):
    members = [{"email_address": f"n{n}@example.org", "status": "subscribed"} for n in range(501)]
    assert error_of(lists.batch_list_members, audience.id, {"members": members}).status_code == 400
    assert audience.members == {}


def test_pages_hold_ten_unless_asked_for_more(lists, audience):
    for number in range(12):
        put(lists, audience, f"n{number}@example.org", status_if_new="subscribed")
    assert len(lists.get_list_members_info(audience.id)["members"]) == 10
    assert len(lists.get_list_members_info(audience.id, count=5, offset=10)["members"]) == 2


def test_the_eleventh_connection_is_told_so(lists, audience, server):
    server.delay_seconds = 0.5
    threads = [
        threading.Thread(target=lambda: _quiet(lists.get_list, audience.id))
        for _number in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {call.status for call in server.calls} == {200, 429}
    assert max(call.in_flight for call in server.calls) > 10


def _quiet(call, *args):
    with contextlib.suppress(ApiClientError):
        call(*args)


def test_a_wrong_key_opens_nothing(server, audience):
    library = mailchimp_marketing.Client({"api_key": "f" * 32 + "-us21"})
    library.api_client.host = server.url
    error = error_of(library.lists.get_list, audience.id)
    assert error.status_code == 401
    assert "API Key Invalid" in error.text


def test_an_error_without_a_body_is_returned_as_if_it_were_an_answer(lists, audience, server):
    """The trap of the library that `hustings_mailchimp.api` is there for."""
    for kind, status in (("empty 500", 500), ("empty 429", 429), ("bare 403", 403)):
        server.fail(kind)
        assert lists.get_list(audience.id).status_code == status
    server.fail("html 200")
    assert isinstance(lists.get_list(audience.id), str)


def test_what_is_committed_may_be_answered_by_a_failure(lists, audience, server):
    server.fail("commit then empty 500")
    assert put(lists, audience, status_if_new="subscribed").status_code == 500
    server.fail("commit then reset")
    error_of(lambda: put(lists, audience, "two@example.org", status_if_new="subscribed"))
    assert server.subscribed(audience.id) == {LEA, "two@example.org"}


def test_a_hanging_server_answers_nothing(server, audience):
    server.hang_seconds = 3
    server.fail("hang")
    library = mailchimp_marketing.Client({"api_key": KEY, "timeout": 0.3})
    library.api_client.host = server.url
    begun = time.monotonic()
    assert error_of(library.lists.get_list, audience.id).status_code is None
    assert time.monotonic() - begun < 2


def test_a_webhook_is_set_up_once_its_address_answers(lists, audience):
    error = error_of(lists.create_list_webhook, audience.id, {"url": "http://127.0.0.1:1/w/"})
    assert error.status_code == 400
    assert lists.get_list_webhooks(audience.id)["webhooks"] == []


def test_a_webhook_gives_its_secret_once(lists, audience, answering):
    body = {"url": answering, "events": {"unsubscribe": True}, "sources": {"api": False}}
    made = lists.create_list_webhook(audience.id, body)
    assert made["signing_secret"]
    (shown,) = lists.get_list_webhooks(audience.id)["webhooks"]
    assert "signing_secret" not in shown
    assert error_of(lists.create_list_webhook, audience.id, body).status_code == 400
    assert lists.delete_list_webhook(audience.id, made["id"]).status_code == 204
