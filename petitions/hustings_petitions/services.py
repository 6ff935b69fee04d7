"""The only writers of petitions and signatures: verbs, keyword-only, each one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hustings_petitions import statements, tally
from hustings_petitions.models import Petition, PetitionPage, Signature, Tally
from hustings_petitions.models.signatures import PERSONAL_TEXTS, WAITING
from hustings_petitions.models.terms import Phase
from hustings_signup import keys
from hustings_signup import services as signup
from hustings_signup.models import Notice, Submission
from hustings_signup.people import Person
from hustings_signup.visits import Visit

State = Signature.State
NAMELESS = dict.fromkeys(PERSONAL_TEXTS, "")


class PetitionClosed(Exception):
    """The petition takes no signature any more."""


@transaction.atomic
def ensure_row(page: PetitionPage, *, at: datetime | None = None) -> Petition | None:
    """The row shared by all translations of a live page, its terms brought up to date.

    None for a page that is not live or stands under no site (consent.md: never on a draft).
    """
    site = page.get_site() if page.live else None
    if site is None:
        return None
    petition, _made = Petition.objects.get_or_create(
        translation_key=page.translation_key, site=site, defaults={"title": page.title}
    )
    Tally.objects.get_or_create(petition=petition)
    if _made or _leads(page, main_locale_id=site.root_page.locale_id):
        _take_terms(petition, page, at or timezone.now())
    page.petition = petition
    return petition


def _leads(page: PetitionPage, *, main_locale_id: int) -> bool:
    """Whether this translation sets the terms: the site's own language, else the last published."""
    if page.locale_id == main_locale_id:
        return True
    same = PetitionPage.objects.filter(translation_key=page.translation_key, live=True)
    return not same.filter(locale_id=main_locale_id).exists()


def _take_terms(petition: Petition, page: PetitionPage, at: datetime) -> None:
    petition.title, petition.goal = page.title, page.goal
    petition.closes_at, petition.state = page.closes_at, page.state
    if page.state == Phase.OPEN:
        petition.closed_at = None
    elif petition.closed_at is None:
        petition.closed_at = min(at, page.closes_at or at)
    petition.save()


@transaction.atomic
def sign(
    *,
    page: PetitionPage,
    person: Person,
    asked: Mapping[str, bool],
    notice: Notice,
    visit: Visit,
    locale: str,
    at: datetime | None = None,
    send_mail: bool = True,
    press: uuid.UUID | None = None,
) -> Submission:
    """Take one signature; it counts once its mailbox confirms it. PetitionClosed after the end.

    What is returned never tells whether this mailbox had signed before (consent.md R5). `press`
    is what `hustings_signup.services.submit` says of it.
    """
    at = at or timezone.now()
    petition = page.petition or ensure_row(page)
    if petition is None or not petition.accepts_signatures(at):
        raise PetitionClosed
    _carry_over_old_keys(petition, person)
    submission = signup.submit(
        act=page.act,
        act_ref=petition.ref,
        page=page,
        person=person,
        asked=asked,
        notice=notice,
        visit=visit,
        locale=locale,
        at=at,
        send_mail=send_mail,
        press=press,
    )
    _note_waiting(petition, submission)
    return submission


def _carry_over_old_keys(petition: Petition, person: Person) -> None:
    """After a rotation of the hash keys a mailbox is still known by its older hashes."""
    newest, *older = sorted(
        keys.keyed_hashes(person.mailbox.folded, context="duplicate"),
        key=lambda hashed: -int(hashed.split(":")[0]),
    )
    if older:
        Signature.objects.filter(petition=petition, mailbox_key__in=older).update(
            mailbox_key=newest
        )


def _note_waiting(petition: Petition, submission: Submission) -> None:
    """One row per mailbox: a stranger's form never touches one its holder has decided on."""
    state = State.HELD if submission.is_held else State.PENDING
    told = {**_told_by(submission), "state": state, "expires_at": submission.expires_at}
    waiting = Signature.objects.filter(
        petition=petition,
        mailbox_key=submission.folded_hash,
        # What is held never replaces what is on its way to be confirmed.
        state__in=[State.HELD] if submission.is_held else WAITING,
    )
    if waiting.update(**told):
        return
    made = Signature(
        petition=petition,
        mailbox_key=submission.folded_hash,
        created_at=submission.created_at,
        **told,
    )
    Signature.objects.bulk_create([made], ignore_conflicts=True)


def _told_by(submission: Submission) -> dict[str, object]:
    person = {name: getattr(submission, name) for name in PERSONAL_TEXTS}
    return {"supporter_id": submission.supporter_id, "submission_id": submission.pk, **person}


@transaction.atomic
def confirm(*, submission: Submission, at: datetime | None = None) -> Signature:
    """Make the signature of a submission count; PetitionClosed a day after the closing.

    Repeating it changes nothing, the date and the number included.
    """
    at = at or timezone.now()
    petition = petition_of(submission)
    mine = Signature.objects.filter(petition=petition, mailbox_key=submission.folded_hash)
    settled = [State.CONFIRMED, State.INVALIDATED]
    if found := mine.filter(state__in=settled).first():
        return found
    if not petition.accepts_confirmations(at):
        raise PetitionClosed
    if not mine.exists():  # erased after seven days, while a later mail still holds
        _note_waiting(petition, submission)
    mine.exclude(state__in=settled).update(
        **_told_by(submission),
        state=State.CONFIRMED,
        confirmed_at=at,
        withdrawn_at=None,
        number=tally.next_number(petition),
    )
    return mine.get()


@transaction.atomic
def withdraw(*, signature: Signature, at: datetime | None = None) -> bool:
    """Take a confirmed signature back: -1 on the count, the name blanked; False: was not counted.

    The row stays, without a name, so that the mailbox's second signature is still its first.
    """
    at = at or timezone.now()
    withdrawn = Signature.objects.filter(pk=signature.pk, state=State.CONFIRMED).update(
        **NAMELESS, state=State.WITHDRAWN, withdrawn_at=at, number=None
    )
    if withdrawn:
        statements.record_withdrawal(signature, purpose=PetitionPage.act, at=at)
    return bool(withdrawn)


def expire(*, at: datetime | None = None) -> int:
    """Blank signatures that nobody confirmed in time, or that were disowned; returns how many.

    The submission's own expiry decides: releasing it gives more time, "not me" none.
    """
    at = at or timezone.now()
    late = Q(submission__expires_at__lte=at) | Q(submission=None, expires_at__lte=at)
    return Signature.objects.filter(late, state__in=WAITING).update(
        **NAMELESS, state=State.EXPIRED, mailbox_key=None, supporter=None, submission=None
    )


def petition_of(submission: Submission) -> Petition:
    """The petition a submission refers to ("petition:42")."""
    number = int(submission.act_ref.removeprefix("petition:"))
    return Petition.objects.select_related("tally").get(pk=number)


def signature_of(submission: Submission) -> Signature | None:
    """The signature of the mailbox that sent a submission; None once it is erased."""
    return (
        Signature.objects.select_related("petition")
        .filter(petition=petition_of(submission), mailbox_key=submission.folded_hash)
        .first()
    )
