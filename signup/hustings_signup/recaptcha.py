"""Asks Google whether a token is good. Called by the worker, never during a request."""

from __future__ import annotations

import http.client
import json
from enum import Enum
from threading import Thread
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit

from django.core.cache import cache
from django_recaptcha.client import recaptcha_request

from hustings_home import conf

#: Seconds an answer is waited for, all in all.
LIMIT = 3.0
#: Seconds in which nobody asks again after an answer that did not come: a host that hangs must
#: not keep the worker from the mails.
PAUSE = 30
LEAST_SCORE = 0.5
MAX_ANSWER = 64 * 1024
VERIFY_PATH = "/recaptcha/api/siteverify"
OURS = {"missing-input-secret", "invalid-input-secret", "bad-request"}
HANGS = "hustings_signup.recaptcha.away"


class Outcome(Enum):
    """PASSED; REFUSED by Google; AWAY when it gave no answer that can be read."""

    PASSED = "passed"
    REFUSED = "refused"
    AWAY = "away"


def ask(token: str) -> Outcome:
    """What Google says of a token, within three seconds; no failure raises.

    The visitor's address is not sent: Google has it from the visitor's own browser.
    """
    if cache.get(HANGS):
        return Outcome.AWAY
    found: list[Outcome] = []
    # A thread, since no timeout of a socket bounds an answer that comes drop by drop.
    asking = Thread(target=lambda: found.append(_asked(token)), daemon=True)
    asking.start()
    asking.join(LIMIT)
    outcome = found[0] if found else Outcome.AWAY
    if outcome is Outcome.AWAY:
        cache.set(HANGS, True, PAUSE)
    return outcome


def _asked(token: str) -> Outcome:
    sent = urlencode({"secret": conf.get("RECAPTCHA_SECRET_KEY"), "response": token}).encode()
    try:
        with recaptcha_request(sent) as answer:
            if urlsplit(answer.geturl()).path != VERIFY_PATH:
                return Outcome.AWAY  # what another page says is no answer
            return judge(json.loads(answer.read(MAX_ANSWER)))
    except (URLError, OSError, http.client.HTTPException, ValueError, RecursionError):
        return Outcome.AWAY


def judge(answer: Any) -> Outcome:
    """What the JSON of the answer means."""
    if not isinstance(answer, dict) or not isinstance(answer.get("success"), bool):
        return Outcome.AWAY
    if not answer["success"]:
        codes = answer.get("error-codes")
        is_ours = isinstance(codes, list) and any(code in OURS for code in codes)
        return Outcome.AWAY if is_ours else Outcome.REFUSED
    score = answer.get("score", 1)
    is_number = isinstance(score, int | float) and not isinstance(score, bool)
    return Outcome.PASSED if is_number and score >= LEAST_SCORE else Outcome.REFUSED
