"""A proof of work made by the visitor's own device, in the format of Altcha; asks no other host.

django-altcha is an extra: imported only where ALTCHA_HMAC_KEY is set.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from hustings_signup import keys
from hustings_signup.models import Hit

#: Tries a device makes at most: a second or two on a telephone.
MAX_NUMBER = 50_000
GOOD_FOR = timedelta(hours=2)


def is_configured() -> bool:
    """Whether this installation has a key for challenges."""
    return bool(getattr(settings, "ALTCHA_HMAC_KEY", ""))


def challenge() -> dict[str, Any]:
    """A new one, signed, good for two hours: algorithm, challenge, maxnumber, salt, signature."""
    from django_altcha import get_altcha_challenge

    found = get_altcha_challenge(
        max_number=MAX_NUMBER, expires=int(GOOD_FOR.total_seconds()) * 1000
    )
    return {
        "algorithm": found.algorithm,
        "challenge": found.challenge,
        "maxnumber": MAX_NUMBER,
        "salt": found.salt,
        "signature": found.signature,
    }


def spend(payload: str, *, at: datetime) -> bool:
    """Whether it solves a challenge of ours that nobody spent yet; from then on it is spent.

    Kept in the database, which all processes share.
    """
    if not payload or not _solves(payload):
        return False
    told = json.loads(base64.b64decode(payload))
    spent = keys.keyed_hash(str(told["challenge"]), context="proof")
    if Hit.objects.filter(key_hash=spent, at__gt=at - 2 * GOOD_FOR).exists():
        return False
    Hit.objects.create(kind=Hit.Kind.PROOF, key_hash=spent, at=at)
    return True


def _solves(payload: str) -> bool:
    import altcha

    try:
        solved, _error = altcha.verify_solution(payload, settings.ALTCHA_HMAC_KEY, True)
    except Exception:
        return False
    return bool(solved)
