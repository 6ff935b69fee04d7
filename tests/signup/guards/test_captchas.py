"""The optional guards: what they hold, what they never stop, and what no failure breaks."""

import base64
import hashlib
import json
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone

from hustings_signup import captchas, checks, processors, recaptcha, services
from hustings_signup.models import (
    CaptchaCheck,
    ConsentEvidence,
    Outbox,
    SiteGuard,
    Submission,
)
from hustings_signup.recaptcha import Outcome
from hustings_signup.staff.labels import held_label
from tests.doubles.siteverify import CUT, DRIP, HANG, PASSED, REFUSED, SiteVerify
from tests.signup.staff.conftest import enter

NEWS = "updates.campaign"
GOOGLE = "https://www.google.com/recaptcha/"


@pytest.fixture
def google(settings, monkeypatch, tmp_path):
    with SiteVerify(tmp_path) as double:
        monkeypatch.setenv("SSL_CERT_FILE", str(double.certificate))
        settings.RECAPTCHA_DOMAIN = double.domain
        settings.HUSTINGS = {
            **settings.HUSTINGS,
            "RECAPTCHA_SITE_KEY": "site-key",
            "RECAPTCHA_SECRET_KEY": "secret-key",
        }
        monkeypatch.setattr(processors, "_services", {})
        captchas.connect()
        yield double


def declare(signup):
    return services.declare_processor(
        site=signup.campaign.site, key="recaptcha", name="Google", country="Ireland",
        is_outside_eu=True, purpose="Checks forms.", safeguard="DPF",
    )  # fmt: skip


def switch_on(signup, captcha, act=NEWS):
    return services.set_guard(
        site=signup.campaign.site, form_limit=0, paused={}, message={}, captcha_of={act: captcha}
    )


@pytest.fixture
def asking(google, signup):
    """Google's check is on for the news of the site."""
    declare(signup)
    switch_on(signup, "recaptcha")
    return google


@pytest.fixture
def proving(signup, settings):
    """The proof of work is on for the news of the site."""
    settings.ALTCHA_HMAC_KEY = "a" * 40
    switch_on(signup, "proof")


def held():
    return Submission.objects.latest("pk").held_reason


def mails():
    return Outbox.objects.filter(kind="confirm").count()


def work_off():
    for pk in CaptchaCheck.objects.values_list("pk", flat=True):
        services.check_captcha(pk)


# --- Switching on -----------------------------------------------------------------------------


def test_without_keys_neither_is_offered_or_can_be_switched_on(signup, client):
    assert captchas.configured() == []
    for captcha in ("recaptcha", "proof"):
        with pytest.raises(ValidationError):
            switch_on(signup, captcha)
    assert client.get("/en/proof/").status_code == 404


def test_google_is_switched_on_only_while_it_is_declared(google, signup, client):
    assert [one.key for one in processors.registered()] == ["recaptcha"]
    with pytest.raises(ValidationError):
        switch_on(signup, "recaptcha")
    entry = declare(signup)
    switch_on(signup, "recaptcha")
    assert "data-recaptcha" in client.get(signup.fr.url).content.decode()
    services.end_processor(entry=entry)
    cache.clear()
    shown = client.get(signup.fr.url)
    assert "data-recaptcha" not in shown.content.decode()
    assert "google" not in shown.headers["Content-Security-Policy"]
    assert signup.post(client).status_code == 302
    assert held() == "" and mails() == 1


def test_one_kind_of_form_is_guarded_and_the_others_are_not(google, signup, client):
    declare(signup)
    switch_on(signup, "recaptcha", act="volunteer.contact")
    assert "data-recaptcha" not in client.get(signup.fr.url).content.decode()


def test_only_the_page_with_the_button_may_load_anything_of_google(asking, signup, client):
    with_it = client.get(signup.en.url)
    assert f"{GOOGLE}" in with_it.headers["Content-Security-Policy"]
    assert "unsafe" not in with_it.headers["Content-Security-Policy"]
    page = with_it.content.decode()
    assert 'src="https://www.google' not in page and "Google (" not in page
    assert "receives" in page and "looks at your form before we write" in page
    without = client.get(signup.campaign.home_en.url)
    assert "google" not in without.headers["Content-Security-Policy"]


def test_the_trust_page_says_that_it_is_on(asking, signup, client):
    page = client.get("/en/your-data/").content.decode()
    assert "only after you press the button that says what Google receives" in page


def test_staff_choose_among_those_with_keys(google, signup, officer):
    declare(signup)
    client = enter(officer)
    url = f"/admin/form-guards/site/{signup.campaign.site.pk}/"
    page = client.get(url).content.decode()
    assert "captcha_updates_campaign" in page and 'value="proof"' not in page
    client.post(url, {"form_limit": "0", "captcha_updates_campaign": "recaptcha"})
    assert SiteGuard.objects.get().captchas == {NEWS: "recaptcha"}


# --- Google's check ---------------------------------------------------------------------------


def test_without_a_click_the_form_is_held_for_the_team_with_the_usual_answer(
    asking, signup, client
):
    answer = signup.post(client)
    assert answer.status_code == 302
    assert (held(), mails(), asking.asked) == ("captcha_none", 0, [])


def test_a_good_token_lets_the_form_go_on_and_is_forgotten(asking, signup, client):
    signup.post(client, **{"g-recaptcha-response": "tok"})
    assert (held(), mails(), asking.asked) == ("captcha_waits", 0, [])
    assert "tok" not in str(list(ConsentEvidence.objects.values_list("content", flat=True)))
    work_off()
    assert (held(), mails(), CaptchaCheck.objects.count()) == ("", 1, 0)
    # Nothing of the person goes there: not their address either.
    assert asking.asked == [{"secret": ["secret-key"], "response": ["tok"]}]


AWAY = "captcha_away"


@pytest.mark.parametrize(
    ("answer", "status", "reason"),
    [
        (REFUSED, 200, "captcha_failed"),
        (json.dumps({"success": True, "score": 0.1}), 200, "captcha_failed"),
        (json.dumps({"success": True, "score": "high"}), 200, "captcha_failed"),
        (json.dumps({"success": False, "error-codes": ["invalid-input-secret"]}), 200, AWAY),
        (json.dumps({"success": "true"}), 200, AWAY),
        ("[]", 200, AWAY),
        ("<html>Sorry</html>", 200, AWAY),
        ('{"success": tr', 200, AWAY),
        ("", 200, AWAY),
        ("[" * 60_000, 200, AWAY),
        (PASSED, 500, AWAY),
        (PASSED, 429, AWAY),
        (PASSED, 302, AWAY),
        (CUT, 200, AWAY),
    ],
)
def test_every_failure_leaves_the_form_held_and_is_no_error(
    asking, signup, client, answer, status, reason
):
    asking.answer, asking.status = answer, status
    asking.location = asking.elsewhere if status == 302 else ""
    signup.post(client, **{"g-recaptcha-response": "tok"})
    work_off()
    assert (held(), mails(), CaptchaCheck.objects.count()) == (reason, 0, 0)
    assert held_label(reason) != reason


@pytest.mark.parametrize("answer", [HANG, DRIP])
def test_an_answer_is_waited_for_three_seconds_and_never_by_the_visitor(
    asking, signup, client, answer, monkeypatch
):
    monkeypatch.setattr(recaptcha, "LIMIT", 0.5)
    asking.answer = answer
    began = time.monotonic()
    signup.post(client, **{"g-recaptcha-response": "tok"})
    assert asking.asked == []  # the form was answered without Google
    work_off()
    assert time.monotonic() - began < 3
    assert held() == AWAY
    # The next ones do not keep the worker from the mails.
    signup.post(client, email="tom@example.org", **{"g-recaptcha-response": "tok"})
    work_off()
    assert (held(), len(asking.asked)) == (AWAY, 1)


def test_a_host_that_is_not_there_leaves_the_form_held(asking, signup, client, settings):
    settings.RECAPTCHA_DOMAIN = "127.0.0.1:9"
    signup.post(client, **{"g-recaptcha-response": "tok"})
    work_off()
    assert held() == AWAY


def test_the_limit_is_three_seconds():
    assert recaptcha.LIMIT == 3


def test_a_check_is_settled_once(asking, signup, client):
    signup.post(client, **{"g-recaptcha-response": "tok"})
    pk = CaptchaCheck.objects.get().pk
    assert services.settle_captcha(check_id=pk, outcome=Outcome.PASSED)
    assert not services.settle_captcha(check_id=pk, outcome=Outcome.PASSED)
    assert not services.settle_captcha(check_id=pk, outcome=Outcome.REFUSED)
    assert (held(), mails()) == ("", 1)


def test_what_staff_released_meanwhile_stays_released(asking, signup, client):
    signup.post(client, **{"g-recaptcha-response": "tok"})
    services.release(submission=Submission.objects.get())
    asking.answer = REFUSED
    work_off()
    assert (held(), mails()) == ("", 1)


def test_r19_passing_lifts_no_cap_of_the_mailbox(asking, signup, client):
    for _time in range(2):
        signup.post(client, **{"g-recaptcha-response": "tok"})
    work_off()
    assert mails() == 1
    assert not Submission.objects.exclude(held_reason="").exists()


def test_what_the_worker_dropped_is_taken_up_and_what_is_too_old_is_not_asked(
    asking, signup, client
):
    signup.post(client, **{"g-recaptcha-response": "tok"})
    assert services.settle_forgotten() == 0
    CaptchaCheck.objects.update(created_at=timezone.now() - timedelta(seconds=30))
    assert services.settle_forgotten() == 1
    assert held() == "captcha_waits"
    CaptchaCheck.objects.update(created_at=timezone.now() - timedelta(minutes=3))
    assert services.settle_forgotten() == 1
    assert (held(), asking.asked, CaptchaCheck.objects.count()) == (AWAY, [], 0)


def test_what_a_limit_holds_is_not_asked_about(asking, signup, client):
    services.list_pattern(site=signup.campaign.site, verdict="block", raw="*@example.org")
    signup.post(client, **{"g-recaptcha-response": "tok"})
    assert held() == "blocked_mailbox" and not CaptchaCheck.objects.exists()


@pytest.mark.parametrize(
    ("keys", "codes"),
    [
        (("6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI", "x"), ["hustings_signup.E004"]),
        (("x", "6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe"), ["hustings_signup.E004"]),
        (("x", ""), ["hustings_signup.E005"]),
        (("x", "y"), []),
        (("", ""), []),
    ],
)
def test_google_s_test_keys_and_half_a_pair_are_refused(settings, keys, codes):
    site_key, secret = keys
    settings.HUSTINGS = {
        **settings.HUSTINGS, "RECAPTCHA_SITE_KEY": site_key, "RECAPTCHA_SECRET_KEY": secret,
    }  # fmt: skip
    assert [error.id for error in checks.captcha_keys()] == codes


# --- The proof of work ------------------------------------------------------------------------


def solved(client):
    """What the script of the page does."""
    told = client.get("/fr/proof/").json()
    for number in range(told["maxnumber"] + 1):
        if hashlib.sha256(f"{told['salt']}{number}".encode()).hexdigest() == told["challenge"]:
            break
    told.pop("maxnumber")
    return base64.b64encode(json.dumps({**told, "number": number}).encode()).decode()


def test_with_a_proof_the_form_goes_the_ordinary_way(proving, signup, client):
    page = client.get(signup.fr.url)
    assert "data-proof" in page.content.decode()
    assert "http" not in page.headers["Content-Security-Policy"].replace(
        "https://www.youtube-nocookie.com", ""
    ).replace("https://player.vimeo.com", "")
    signup.post(client, altcha=solved(client))
    assert (held(), mails()) == ("", 1)


def test_without_one_a_household_still_signs_and_a_program_is_held(proving, signup, client):
    for number in range(6):
        signup.post(client, email=f"p{number}@example.org")
    assert mails() == 5 and held() == "network"
    signup.post(client, email="proven@example.org", altcha=solved(client))
    assert mails() == 6 and held() == ""


@pytest.mark.parametrize("payload", ["", "x", "e30=", "W10=", "bnVsbA==", "é" * 9000])
def test_what_is_no_proof_counts_as_none_and_is_no_error(proving, signup, client, payload):
    assert signup.post(client, altcha=payload).status_code == 302
    assert mails() == 1


def test_a_proof_is_spent_once_and_a_forged_or_old_one_never(proving, signup, client, settings):
    from hustings_signup import proofs

    now, proof = timezone.now(), solved(client)
    assert proofs.spend(proof, at=now)
    assert not proofs.spend(proof, at=now)
    told = json.loads(base64.b64decode(solved(client)))
    forged = base64.b64encode(json.dumps({**told, "signature": "0" * 64}).encode()).decode()
    assert not proofs.spend(forged, at=now)
    good = solved(client)
    settings.ALTCHA_HMAC_KEY = "b" * 40
    assert not proofs.spend(good, at=now)


def test_a_challenge_is_kept_by_no_cache_and_sets_no_cookie(proving, client):
    answer = client.get("/fr/proof/")
    assert "no-store" in answer.headers["Cache-Control"] and not answer.cookies
