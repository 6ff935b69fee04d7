"""Writes what the staff of a site decide about its forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from hustings_home.memory import forget
from hustings_signup import acts, captchas, processors
from hustings_signup.guarding import LOOKED_BACK
from hustings_signup.models import ListedPattern, SiteGuard
from hustings_signup.models.guarding import MAX_MESSAGE
from hustings_signup.patterns import InvalidPattern, parse_pattern

#: Every submission compares them all.
MOST_PATTERNS = 500


@transaction.atomic
def set_guard(
    *,
    site: Site,
    form_limit: int,
    paused: Mapping[str, Mapping[str, str]],
    message: Mapping[str, str],
    message_from: datetime | None = None,
    message_until: datetime | None = None,
    captcha_of: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> SiteGuard:
    """Pauses, limit and message of a site, all at once; ValidationError by field. Only acts can
    be paused: the forms of a person's rights are none."""
    known = {act.key for act in acts.registered()}
    if unknown := set(paused) - known:
        raise ValidationError({"paused": f"unknown: {', '.join(sorted(unknown))}"})
    if any(len(text) > MAX_MESSAGE for text in [*message.values(), *_texts(paused)]):
        raise ValidationError({"message": _("A message has 300 characters at most.")})
    wanted = {act: captcha for act, captcha in (captcha_of or {}).items() if captcha}
    if set(wanted) - known or set(wanted.values()) - set(captchas.configured()):
        raise ValidationError({"captchas": _("This guard has no keys in this installation.")})
    if captchas.RECAPTCHA in wanted.values() and not processors.is_declared(
        site.pk, captchas.RECAPTCHA
    ):
        raise ValidationError(
            {"captchas": _("Declare Google under “Processors” first: it is told who visits.")}
        )
    Site.objects.select_for_update().get(pk=site.pk)
    guard = SiteGuard.objects.filter(site=site).first() or SiteGuard(site=site)
    guard.form_limit = form_limit
    guard.paused = {act: dict(words) for act, words in paused.items()}
    guard.captchas = wanted
    guard.message = {code: text for code, text in message.items() if text}
    guard.message_from, guard.message_until = message_from, message_until
    guard.changed_at = at or timezone.now()
    guard.full_clean()
    guard.save()
    _forget()
    return guard


def _texts(paused: Mapping[str, Mapping[str, str]]) -> list[str]:
    return [text for words in paused.values() for text in words.values()]


@transaction.atomic
def list_pattern(
    *,
    site: Site,
    verdict: str,
    raw: str,
    note: str = "",
    by: Any = None,
    at: datetime | None = None,
) -> ListedPattern:
    """Put a pattern on a list; one that stands on the other moves. ValidationError by field.

    The network of a household ends after 30 days, as every address of a machine does (R14).
    """
    at = at or timezone.now()
    try:
        pattern = parse_pattern(raw)
    except InvalidPattern as error:
        raise ValidationError({"pattern": str(error)}) from None
    Site.objects.select_for_update().get(pk=site.pk)
    others = ListedPattern.objects.filter(site=site).exclude(pattern=pattern.text)
    if others.count() >= MOST_PATTERNS:
        raise ValidationError({"pattern": _("The lists hold 500 patterns: remove some first.")})
    listed, _is_new = ListedPattern.objects.update_or_create(
        site=site,
        pattern=pattern.text,
        defaults={
            "verdict": verdict,
            "kind": pattern.kind,
            "note": " ".join(note.split()),
            "made_at": at,
            "made_by": by,
            "ends_at": at + LOOKED_BACK if pattern.is_personal else None,
        },
    )
    _forget()
    return listed


def unlist_pattern(*, listed: ListedPattern) -> bool:
    """Take it off; False when it was off already."""
    removed, _rows = ListedPattern.objects.filter(pk=listed.pk).delete()
    _forget()
    return bool(removed)


def _forget() -> None:
    forget()
    transaction.on_commit(forget)
