"""Takes what a form sent: the person, one record per purpose offered, the mail to confirm."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Page

from hustings_signup import captchas, guarding, keys, ledger, limits, outbox, purposes
from hustings_signup.models import (
    CaptchaCheck,
    ConsentEvidence,
    ConsentRecord,
    Hit,
    Notice,
    SubjectLink,
    Submission,
    Subscription,
    Supporter,
)
from hustings_signup.people import Person
from hustings_signup.services.indexing import index_people
from hustings_signup.visits import Visit

CONFIRM_WITHIN = timedelta(days=7)  # our choice (consent.md, States)
FORM_VERSION = 1

Control, Type = ConsentRecord.Control, ConsentRecord.Type


@transaction.atomic
def submit(
    *,
    act: str,
    act_ref: str,
    page: Page,
    person: Person,
    asked: Mapping[str, bool],
    notice: Notice,
    visit: Visit,
    locale: str,
    at: datetime | None = None,
    send_mail: bool = True,
    press: uuid.UUID | None = None,
) -> Submission:
    """Store one submission; nothing counts and nobody is subscribed until it is confirmed.

    `asked` maps each purpose offered with a box to whether it was ticked; purposes the notice
    does not offer are ignored. Neighbourhoods count as offered only when `asked` names them: not
    every page with these words does. The caller's answer must not depend on what is returned
    (consent.md R5). Joins the caller's transaction. `press` names the one press of a thank-you
    page that confirms it too (`go_on`): no box stood beside it, and no mail asks to confirm it.
    """
    at = at or timezone.now()
    supporter, subject = _find_or_make(person, notice=notice, locale=locale, at=at)
    verdict = limits.judge(
        folded=person.mailbox.folded,
        is_verified=supporter.email_verified_at is not None,
        act=f"{act}:{act_ref}",
        visit=visit,
        at=at,
        canonical=person.mailbox.canonical,
        rules=guarding.rules(page, site_id=notice.site_id, at=at),
    )
    Hit.objects.bulk_create(verdict.hits)
    submission = Submission.objects.create(
        # One press is one submission, whoever repeats it: the column is unique.
        uuid=press or uuid.uuid4(),
        site_id=notice.site_id,
        supporter=supporter,
        act=act,
        act_ref=act_ref,
        page_id=page.pk,
        locale=locale,
        notice_sha256=notice.sha256,
        given_name=person.given_name,
        family_name=person.family_name,
        postcode=person.postcode,
        town=person.town,
        department=person.department,
        folded_hash=keys.keyed_hash(person.mailbox.folded, context="duplicate"),
        visit_source=visit.source,
        created_at=at,
        expires_at=at + CONFIRM_WITHIN,
        held_reason=verdict.held_reason or captchas.held_reason(visit.captcha_token),
    )
    if submission.held_reason == captchas.WAITS:
        _have_checked(submission, visit.captcha_token or "", may_mail=verdict.may_mail, at=at)
    offered = [*notice.boxes, *(box for box in notice.neighbourhoods if box["purpose"] in asked)]
    shown = offered if press is None else []
    boxes = {box["purpose"]: bool(asked.get(box["purpose"])) for box in shown}
    _record(submission, subject, notice=notice, boxes=boxes, visit=visit, at=at)
    wanted = [act, *(purpose for purpose, ticked in boxes.items() if ticked)]
    if not submission.is_held:
        mark_pending(supporter, wanted, notice_sha256=notice.sha256, at=at)
    suppressed = limits.is_suppressed(
        site_id=notice.site_id, canonical=person.mailbox.canonical, at=at
    )
    if press is None and verdict.may_mail and not suppressed and not submission.is_held:
        outbox.queue(
            "confirm", supporter=supporter, submission=submission, at=at, already_sent=not send_mail
        )
    return submission


def _have_checked(submission: Submission, token: str, *, may_mail: bool, at: datetime) -> None:
    """The worker asks about it; nobody waits for Google here."""
    from hustings_signup.tasks import verify_captcha

    check = CaptchaCheck.objects.create(
        submission=submission, token=token, may_mail=may_mail, created_at=at
    )
    verify_captcha.enqueue(check.pk)


def _find_or_make(
    person: Person, *, notice: Notice, locale: str, at: datetime
) -> tuple[Supporter, uuid.UUID]:
    identity = {"site_id": notice.site_id, "email_canonical": person.mailbox.canonical}
    # Held until the transaction ends: one person's statements come one after another.
    people = Supporter.objects.select_related("subject_link").select_for_update(of=("self",))
    known = people.filter(**identity).first()
    if known is None:
        try:
            with transaction.atomic():
                made = Supporter.objects.create(
                    **identity,
                    email=person.mailbox.typed,
                    given_name=person.given_name,
                    family_name=person.family_name,
                    postcode=person.postcode,
                    town=person.town,
                    department=person.department,
                    locale=locale,
                    created_at=at,
                )
                index_people([made], are_new=True)
                return made, SubjectLink.objects.create(supporter=made).subject
        except IntegrityError:  # the same mailbox, made at the same moment by another request
            known = people.get(**identity)
    return known, known.subject_link.subject


def _record(
    submission: Submission,
    subject: uuid.UUID,
    *,
    notice: Notice,
    boxes: Mapping[str, bool],
    visit: Visit,
    at: datetime,
) -> None:
    kinds = ConsentEvidence.Kind
    proof = [
        ledger.evidence(
            kind=kind, subject=subject, submission=submission.uuid, content=content, at=at
        )
        for kind, content in (
            (kinds.NETWORK, {"ip": visit.ip, "user_agent": visit.user_agent}),
            (kinds.SUBMISSION, visit.payload),
        )
        if any(content.values())
    ]
    ConsentEvidence.objects.bulk_create(proof)
    commitments = {item.kind: item.commitment for item in proof}
    site = notice.site
    common = {
        "site": site,
        "site_name": f"{site.hostname}:{site.port}",
        "subject": subject,
        "occurred_at": at,
        "actor": ConsentRecord.Actor.DATA_SUBJECT,
        "channel": ConsentRecord.Channel.WEB_FORM,
        "source": submission.act_ref,
        "page_path": visit.path,
        "form_id": submission.act,
        "form_version": FORM_VERSION,
        "submission": submission.uuid,
        "notice_sha256": notice.sha256,
        "locale": submission.locale,
        "network_commitment": commitments.get(kinds.NETWORK, ""),
        "submission_commitment": commitments.get(kinds.SUBMISSION, ""),
    }
    statements = [(submission.act, Type.REQUESTED, Control.BUTTON)] + [
        (purpose, Type.REQUESTED if ticked else Type.NOT_GIVEN, Control.UNTICKED_BOX)
        for purpose, ticked in boxes.items()
    ]
    ConsentRecord.objects.bulk_create(
        ledger.sealed_record(
            **common,
            purpose=purpose,
            purpose_version=purposes.get(purpose).version,
            type=kind.value,
            control=control.value,
            label_sha256=ledger.sha256(notice.label_for(purpose)),
        )
        for purpose, kind, control in statements
    )


def mark_pending(
    supporter: Supporter, wanted: Iterable[str], *, notice_sha256: str, at: datetime
) -> None:
    """Every state but active becomes pending again by the person's own new opt-in."""
    state = Subscription.State
    lists = [purpose for purpose in wanted if purposes.get(purpose).is_list]
    if not lists:
        return
    known = {row.purpose: row for row in supporter.subscriptions.filter(purpose__in=lists)}
    for purpose in lists:
        row = known.get(purpose)
        if row is None:
            # A second request of the same moment may have made it: its row is as good.
            Subscription.objects.bulk_create(
                [
                    Subscription(
                        supporter=supporter,
                        purpose=purpose,
                        state=state.PENDING,
                        since=at,
                        notice_sha256=notice_sha256,
                    )
                ],
                ignore_conflicts=True,
            )
        elif row.state not in (state.ACTIVE, state.PENDING):
            row.state, row.since, row.notice_sha256 = state.PENDING, at, notice_sha256
            row.save(update_fields=["state", "since", "notice_sha256"])
