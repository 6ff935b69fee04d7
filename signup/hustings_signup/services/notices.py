"""Freezes the words of a notice: an insert-only version with its hash."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from hustings_signup import acts, ledger, purposes
from hustings_signup.models import Notice, NoticeText

# GDPR art. 6(1)(a) consent, with art. 9(2)(a) explicit consent: supporting reveals opinions.
LEGAL_BASIS = ["gdpr:A6-1-a", "gdpr:A9-2-a"]


@transaction.atomic
def publish_notice(*, text: NoticeText, at: datetime | None = None) -> Notice:
    """The published version of a text; a new one only when its words differ from the last."""
    content = _content(text)
    locale = text.locale.language_code
    latest = Notice.objects.current(site=text.site, slug=text.slug, locale=locale)
    if latest and latest.content == content:
        return latest
    notice = ledger.frozen_notice(
        site=text.site,
        slug=text.slug,
        version=latest.version + 1 if latest else 1,
        locale=locale,
        content=content,
        at=at or timezone.now(),
    )
    notice.save(force_insert=True)
    return notice


def _content(text: NoticeText) -> dict[str, Any]:
    words = ("title", "body", "act_label", "controller", "recipients", "processors", "withdrawal")
    own = [act.key for act in acts.registered() if act.notice_slug == text.slug]
    # Left out when empty: versions published before the field existed stay what they are.
    transfers = {"outside_eu": text.outside_eu} if text.outside_eu else {}
    return {
        **{name: getattr(text, name) for name in words},
        **({"phone_label": text.phone_label} if _asks_for_phone(text) else {}),
        **transfers,
        "retention": text.retention,
        "purposes": [
            _purpose(key, label=text.act_label, help_text="", control="button") for key in own
        ]
        + [
            _purpose(
                offer.purpose, label=offer.label, help_text=offer.help_text, control="unticked_box"
            )
            for offer in text.offers.all()
        ],
    }


def _asks_for_phone(text: NoticeText) -> bool:
    """Only volunteers are asked for a number, and only where words say what for."""
    return text.slug == NoticeText.Slug.VOLUNTEER and bool(text.phone_label)


def _purpose(key: str, *, label: str, help_text: str, control: str) -> dict[str, Any]:
    return {
        "purpose": key,
        "version": purposes.get(key).version,
        "label": label,
        "help_text": help_text,
        "control": control,
        "legal_basis": LEGAL_BASIS,
    }
