"""Prepares a mailing: a page, a list, and the words as they go out."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from hustings_mailings import audience
from hustings_mailings.composing import NotMailable, compose
from hustings_mailings.models import Edition, Mailing, MailingSettings
from hustings_signup import purposes
from hustings_signup.models import Segment


class NotReady(Exception):
    """It cannot be sent as it is; the text tells staff why."""


@transaction.atomic
def prepare(
    *,
    site: Site,
    page: Page,
    purpose: str,
    user: User,
    segment: Segment | None = None,
    per_minute: int | None = None,
    days_after: int | None = None,
    slot: int | None = None,
    at: datetime | None = None,
) -> Mailing:
    """A draft with its editions as the page reads now. NotReady when the page is of another site,
    not public or not a mail, or when the list or segment must not be written to. (`days_after`
    and `slot`: see `add_step`.)"""
    limit = per_minute or MailingSettings.for_site(site).per_minute
    mailing = Mailing(
        site=site,
        page=page,
        title=page.title[:255],
        purpose=purpose,
        segment=segment,
        is_narrowed=segment is not None,
        per_minute=limit,
        days_after=days_after,
        slot=slot,
        made_by=user,
        made_by_name=user.get_username(),
        created_at=at or timezone.now(),
    )
    _check_list(mailing)
    mailing.save(force_insert=True)
    freeze(mailing)
    return mailing


@transaction.atomic
def edit(
    *, mailing: Mailing, purpose: str, segment: Segment | None, per_minute: int | None
) -> Mailing:
    """Another list or speed for a draft; NotReady when it is no draft any more."""
    mailing = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if mailing.state != Mailing.State.DRAFT or mailing.is_step:
        raise NotReady(_("It is no draft any more."))
    mailing.purpose, mailing.segment = purpose, segment
    mailing.is_narrowed, mailing.per_minute = segment is not None, per_minute
    _check_list(mailing)
    mailing.save(update_fields=["purpose", "segment", "is_narrowed", "per_minute"])
    return mailing


def _check_list(mailing: Mailing) -> None:
    if not purposes.is_list(mailing.purpose):
        raise NotReady(_("Nobody can subscribe to this purpose."))
    try:
        audience.of(mailing)
    except audience.NoAudience as error:
        raise NotReady(str(error)) from error


@transaction.atomic
def renew(*, mailing: Mailing, at: datetime | None = None) -> bool:
    """Take the words of the page as it is now; False when it is no draft any more."""
    draft = Mailing.objects.select_for_update().filter(pk=mailing.pk, state=Mailing.State.DRAFT)
    if not draft.exists():
        return False
    freeze(mailing, at=at)
    return True


def freeze(mailing: Mailing, *, at: datetime | None = None) -> list[Edition]:
    """Write the words of every public translation of the page as they are now. NotReady when
    there is none, or one of them is no mail."""
    if mailing.page is None:
        raise NotReady(_("The page was deleted."))
    at = at or timezone.now()
    found = []
    for page in _translations(mailing.page, mailing.site):
        url = page.get_full_url() or ""
        try:
            composed = compose(page, site=mailing.site, web_url=url)
        except NotMailable as error:
            raise NotReady(str(error)) from error
        found.append(
            Edition(
                mailing=mailing,
                locale=page.locale.language_code,
                subject=composed.subject[:255],
                html=composed.html,
                text=composed.text,
                url=url,
                is_shortened=composed.shortened,
                frozen_at=at,
            )
        )
    if not found:
        raise NotReady(_("Publish the page first: whoever reads the mail may read it on the web."))
    mailing.editions.all().delete()
    Edition.objects.bulk_create(found)
    title = next((e.subject for e in found if e.locale == mailing.page.locale.language_code), "")
    mailing.title = title or found[0].subject
    mailing.save(update_fields=["title"])
    return found


def _translations(page: Page, site: Site) -> list[Page]:
    """The page and its translations that everybody can read on this site."""
    same = Page.objects.filter(translation_key=page.translation_key, alias_of=None)
    public = same.live().public().select_related("locale").specific()
    return [found for found in public if found.get_site() == site]
