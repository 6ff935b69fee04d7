"""Plays the score: every deed goes through the services that a visitor's form goes through."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import transaction
from wagtail.models import Page, Site

from hustings.campaign.builder.site import Ground
from hustings.campaign.people.cast import MARK, Character, invent
from hustings.campaign.people.score import Deed, write
from hustings_events import services as events
from hustings_events.models import EventPage, Registration
from hustings_petitions import services as petitions
from hustings_petitions import tally
from hustings_petitions.models import PetitionPage, Signature
from hustings_signup import services as signup
from hustings_signup.models import Notice, Submission, Supporter
from hustings_signup.models.pages import FormPageMixin
from hustings_signup.visits import Visit

SEED = 20261122
#: Evidence of the network is kept so long (consent.md R14); older deeds have none any more.
NETWORK_KEPT = timedelta(days=30)
#: Addresses for documentation (RFC 5737).
NETWORKS = ("192.0.2", "198.51.100", "203.0.113")
FOLD_EVERY = 250


class PeopleError(Exception):
    """The site has people of its own, whom the demonstration must not join."""


def has_cast(site: Site) -> bool:
    """Whether our people are there already; PeopleError when only others are."""
    people = Supporter.objects.filter(site=site)
    if people.filter(email_canonical__endswith=f"@{MARK}").exists():
        return True
    if people.exists():
        raise PeopleError(f"The site {site} has people of its own: no demonstration is added.")
    return False


def populate(ground: Ground, *, count: int, now: datetime) -> int:
    """Make the cast and let it act, in one transaction; returns how many people there are."""
    if has_cast(ground.site):
        return 0
    dice = random.Random(SEED)  # noqa: S311  the same people every time, nothing secret
    cast = invent(count, dice)
    with transaction.atomic():
        stage = Stage(ground, now)
        for number, deed in enumerate(write(count, now, dice)):
            stage.play(cast[deed.who], deed)
            if number % FOLD_EVERY == 0:
                tally.fold()
        tally.fold()
    return Supporter.objects.filter(site=ground.site).count()


class Stage:
    """The pages and notices of the site, fetched once."""

    def __init__(self, ground: Ground, now: datetime) -> None:
        self.ground, self.now = ground, now
        self._notices: dict[tuple[str, str], Notice] = {}

    @cached_property
    def pages(self) -> Mapping[tuple[object, str], Page]:
        """Every page with a form, by translation key and language."""
        found = Page.objects.filter(translation_key__isnull=False).select_related("locale")
        return {
            (page.translation_key, page.locale.language_code): page
            for page in found.specific()
            if isinstance(page, FormPageMixin)
        }

    def play(self, character: Character, deed: Deed) -> None:
        """One deed: the form, the confirmation, perhaps a second thought."""
        page = self.pages[self.ground.key_of(deed.page), character.locale]
        submission = self._send(page, character, deed)
        if not deed.is_confirmed:
            return
        confirmed_at = min(deed.at + timedelta(minutes=4), self.now)
        signup.confirm(submission=submission, at=confirmed_at, send_mail=False)
        if deed.regrets_after and deed.at + deed.regrets_after < self.now:
            self._withdraw(submission, deed.at + deed.regrets_after)

    def _send(self, page: FormPageMixin, character: Character, deed: Deed) -> Submission:
        common: dict[str, Any] = {
            "page": page,
            "person": character.person,
            "asked": deed.asked,
            "notice": self._notice(page, character.locale),
            "visit": self._visit(page, character, deed),
            "locale": character.locale,
            "at": deed.at,
            "send_mail": False,
        }
        if isinstance(page, PetitionPage):
            return petitions.sign(**common)
        if isinstance(page, EventPage):
            return events.register(**common, party_size=deed.party_size)
        return signup.submit(**common, act=page.act, act_ref=f"page:{page.translation_key}")

    def _notice(self, page: FormPageMixin, locale: str) -> Notice:
        key = (page.notice_slug, locale)
        if key not in self._notices:
            found = Notice.objects.current(
                site=self.ground.site, slug=page.notice_slug, locale=locale
            )
            if found is None:
                raise LookupError(f"No notice is published for {key}.")
            self._notices[key] = found
        return self._notices[key]

    def _visit(self, page: FormPageMixin, character: Character, deed: Deed) -> Visit:
        person = character.person
        typed = {
            "given_name": person.given_name,
            "family_name": person.family_name,
            "email": person.mailbox.typed,
            "postcode": person.postcode,
        }
        is_recent = self.now - deed.at < NETWORK_KEPT
        return Visit(
            ip=f"{NETWORKS[deed.who % 3]}.{deed.who % 254 + 1}" if is_recent else "",
            user_agent="Hustings demonstration" if is_recent else "",
            path=page.url or "",
            source=deed.source,
            payload=typed,
        )

    def _withdraw(self, submission: Submission, at: datetime) -> None:
        """Whoever signed takes the signature back; the others stop the news."""
        if submission.act == PetitionPage.act:
            for signature in Signature.objects.filter(submission=submission):
                petitions.withdraw(signature=signature, at=at)
        elif submission.act == EventPage.act:
            for registration in Registration.objects.filter(submission=submission):
                events.cancel(registration=registration, at=at)
        else:
            signup.withdraw(supporter=submission.supporter, at=at)
