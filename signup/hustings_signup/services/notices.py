"""Freezes the words of a notice: an insert-only version with its hash."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from hustings_signup import acts, ledger, purposes
from hustings_signup.models import Neighbourhood, Notice, NoticeText

# GDPR art. 6(1)(a) consent, with art. 9(2)(a) explicit consent: supporting reveals opinions.
LEGAL_BASIS = ["gdpr:A6-1-a", "gdpr:A9-2-a"]
#: Where the name of a neighbourhood goes in the words of its box.
NAME = "{name}"


@transaction.atomic
def publish_notice(*, text: NoticeText, at: datetime | None = None) -> Notice:
    """The published version of a text; a new one only when its words differ from the last."""
    site, slug, locale = text.site, text.slug, text.locale.language_code
    latest = Notice.objects.current(site=site, slug=slug, locale=locale)
    content = _with_neighbourhoods(_content(text), site, locale)
    if latest and latest.content == content:
        return latest
    version = latest.version + 1 if latest else 1
    return _insert(site, slug, locale, version=version, content=content, at=at)


@transaction.atomic
def publish_neighbourhoods(*, site: Site, at: datetime | None = None) -> list[Notice]:
    """A new version of each notice in force whose boxes of neighbourhoods are no longer those of
    the site; nothing else of it changes, whatever waits as a draft. Returns the new ones."""
    made = []
    for old in Notice.objects.filter(site=site).in_force().order_by("pk"):
        content = _with_neighbourhoods(old.content, site, old.locale)
        if content != old.content:
            version = old.version + 1
            made.append(
                _insert(site, old.slug, old.locale, version=version, content=content, at=at)
            )
    return made


def _insert(
    site: Site,
    slug: str,
    locale: str,
    *,
    version: int,
    content: dict[str, Any],
    at: datetime | None,
) -> Notice:
    notice = ledger.frozen_notice(
        site=site,
        slug=slug,
        version=version,
        locale=locale,
        content=content,
        at=at or timezone.now(),
    )
    notice.save(force_insert=True)
    return notice


def _with_neighbourhoods(content: dict[str, Any], site: Site, locale: str) -> dict[str, Any]:
    """The same words with one box for each neighbourhood that is open now."""
    label = content.get("neighbourhood_label")
    if not label:
        return content
    open_now = Neighbourhood.objects.filter(site=site, is_open=True)
    boxes = [
        _purpose(
            neighbourhood.purpose,
            label=label.replace(NAME, neighbourhood.name(locale)),
            help_text="",
            control="unticked_box",
        )
        for neighbourhood in open_now
    ]
    others = [one for one in content["purposes"] if not purposes.is_of_site(one["purpose"])]
    return {**content, "purposes": [*others, *boxes]}


def _content(text: NoticeText) -> dict[str, Any]:
    words = ("title", "body", "act_label", "controller", "recipients", "processors", "withdrawal")
    own = [act.key for act in acts.registered() if act.notice_slug == text.slug]
    # Left out when empty: versions published before the field existed stay what they are.
    transfers = {"outside_eu": text.outside_eu} if text.outside_eu else {}
    return {
        **{name: getattr(text, name) for name in words},
        **({"phone_label": text.phone_label} if _asks_for_phone(text) else {}),
        **transfers,
        **({"neighbourhood_label": text.neighbourhood_label} if _asks_where(text) else {}),
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


def _asks_where(text: NoticeText) -> bool:
    """Only sign-up pages offer neighbourhoods, and only where words say what a box means."""
    return text.slug in NoticeText.WITH_NEIGHBOURHOODS and bool(text.neighbourhood_label)


def _purpose(key: str, *, label: str, help_text: str, control: str) -> dict[str, Any]:
    return {
        "purpose": key,
        "version": purposes.get(key).version,
        "label": label,
        "help_text": help_text,
        "control": control,
        "legal_basis": LEGAL_BASIS,
    }
