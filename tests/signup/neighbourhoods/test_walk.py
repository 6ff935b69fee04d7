"""From the form to leaving: a person chooses a neighbourhood and leaves it, without JavaScript."""

import re

from django.test import Client
from django.urls import reverse
from django.utils import translation

from hustings_signup import outbox
from hustings_signup.models import Outbox, Supporter
from tests.signup.conftest import SAME_ORIGIN
from tests.signup.neighbourhoods.conftest import HARBOUR, MILL, NEWS, Town


def fields(html: str) -> dict[str, str]:
    """What a browser would send of the page's form with nothing ticked."""
    form = html[html.index('class="form"') :]
    form = form[: form.index("</form>")]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        if 'type="checkbox"' in tag and "checked" not in tag:
            continue
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        found[name[1]] = value[1] if value else ""
    return found


def send_mails(mailoutbox) -> str:
    """The body of the newest mail."""
    for row in Outbox.objects.filter(state="queued").order_by("pk"):
        outbox.send_one(row.pk)
    return mailoutbox[-1].body


def path_in(body: str, letter: str) -> str:
    return re.search(rf"http://localhost(/{letter}/[\w-]+/)", body)[1]


def test_form_mail_confirm_my_data_leave(town: Town, client: Client, mailoutbox, states) -> None:
    html = client.get(town.page().get_url()).content.decode()
    group = html[html.index("<fieldset") : html.index("</fieldset>")]
    assert "<legend>Nouvelles de votre quartier" in group
    assert group.count("<label") == group.count('type="checkbox"') == 2
    for identifier in re.findall(r'<label for="([^"]+)"', group):
        assert f'id="{identifier}"' in group
    sent = fields(html) | {"email": "lea@example.org", "neighbourhoods": [MILL, HARBOUR]}
    answer = client.post(town.page().form_action, sent, **SAME_ORIGIN)
    assert client.get(answer["Location"]).status_code == 200

    body = send_mails(mailoutbox)
    assert "– Oui, aussi les nouvelles du quartier Vieux-Moulin." in body
    confirm = path_in(body, "c")
    assert "<li>Oui, aussi les nouvelles du quartier Le Port.</li>" in (
        client.get(confirm).content.decode()
    )
    lea = Supporter.objects.get()
    assert states(lea)[MILL] == "pending"
    thanks = client.post(confirm, **SAME_ORIGIN)
    assert "Vieux-Moulin" in client.get(thanks["Location"]).content.decode()
    assert states(lea) == {NEWS: "active", MILL: "active", HARBOUR: "active"}

    with translation.override("fr"):
        ask = reverse("hustings_signup:my_data")
    client.post(ask, {"email": "lea@example.org"}, **SAME_ORIGIN)
    mine = re.findall(r"http://localhost(/\S+)", send_mails(mailoutbox))[0]
    visit = client.post(mine, **SAME_ORIGIN)["Location"]
    page = client.get(visit).content.decode()
    assert "Nouvelles du quartier\u00a0: Vieux-Moulin" in page
    assert "Oui, aussi les nouvelles du quartier Vieux-Moulin." in page  # word for word
    assert f'name="purpose" value="{MILL}"' in page
    leave = re.search(r'action="([^"]+)"[^>]*><input type="hidden" name="purpose"', page)[1]
    client.post(leave, {"purpose": MILL}, **SAME_ORIGIN)
    assert states(lea) == {NEWS: "active", MILL: "withdrawn", HARBOUR: "active"}
    assert f'name="purpose" value="{MILL}"' not in client.get(visit).content.decode()


def test_boxes_ticked_before_an_error_are_still_ticked_after_it(town: Town, client) -> None:
    page = town.page()
    html = client.get(page.get_url()).content.decode()
    sent = fields(html) | {"email": "nonsense", "neighbourhoods": [HARBOUR]}
    again = client.post(page.form_action, sent, **SAME_ORIGIN).content.decode()
    assert re.search(rf'value="{HARBOUR}"[^>]*checked', again)
    assert not re.search(rf'value="{MILL}"[^>]*checked', again)


def test_it_speaks_english_too(town: Town, client: Client) -> None:
    html = client.get(town.page("en").get_url()).content.decode()
    assert "Yes, the news of Old Mill too." in html
    assert "News of your neighbourhood" in html


def test_a_value_that_is_no_neighbourhood_is_refused_in_words(town: Town, client) -> None:
    page = town.page()
    sent = fields(client.get(page.get_url()).content.decode())
    sent |= {"email": "lea@example.org", "neighbourhoods": ["updates.neighbourhood.moon"]}
    answer = client.post(page.form_action, sent, **SAME_ORIGIN)
    assert answer.status_code == 422
    assert not Supporter.objects.exists()
