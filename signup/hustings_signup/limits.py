"""Limits per mailbox (consent.md R19), network and form, counted on keyed hashes only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hustings_home import conf
from hustings_signup import keys
from hustings_signup.guarding import Rules
from hustings_signup.models import Hit, Suppression
from hustings_signup.visits import Visit, network_of

SAME_ACT_PAUSE = timedelta(minutes=10)
RESEND_PAUSE = timedelta(seconds=60)
DAY = timedelta(days=1)
MONTH = timedelta(days=30)
UNVERIFIED_PER_DAY, UNVERIFIED_PER_MONTH, VERIFIED_PER_DAY = 3, 6, 20
#: In which the acts of a network, and those of a form, are counted.
WINDOW = timedelta(hours=1)
#: Of one network without the proof of work a form asks for: a household, not a program.
UNPROVEN_PER_HOUR = 5
HELD_NETWORK, HELD_FORM = "network", "form"
RIGHTS_PER_DAY = 3
#: Under which the acts and the rights mails of a mailbox are counted, apart from each other.
ACTS, RIGHTS = "mailbox-limit", "rights-limit"
MAILBOX_CONTEXTS = (ACTS, RIGHTS)


@dataclass(frozen=True)
class Verdict:
    """Whether a mail may go out and whether the act is held; `hits` are to be stored."""

    may_mail: bool
    held_reason: str
    hits: list[Hit]


def judge(
    *,
    folded: str,
    is_verified: bool,
    act: str,
    visit: Visit,
    at: datetime,
    resend: bool = False,
    canonical: str = "",
    rules: Rules | None = None,
) -> Verdict:
    """Decide on one act of one mailbox from one network; reads at most three short index ranges.

    `rules` are those of the site, for a form: without them only mailbox and network count.
    """
    mail_keys = keys.keyed_hashes(folded, context=ACTS)
    act_hash = keys.keyed_hash(act, context="act-limit")
    past = list(
        Hit.objects.filter(
            kind=Hit.Kind.MAIL, key_hash__in=mail_keys, at__gt=at - MONTH, at__lte=at
        ).values_list("at", "act_hash")
    )
    may_mail = _may_mail(past, is_verified=is_verified, act_hash=act_hash, at=at, resend=resend)
    hits: list[Hit] = []
    rules = rules or Rules()
    is_allowed = rules.lets_pass(mailbox=canonical, ip=visit.ip)
    held_reason = visit.held_reason
    if not is_allowed:
        held_reason = held_reason or rules.held_reason(mailbox=canonical, ip=visit.ip)
    if may_mail:
        newest = keys.keyed_hash(folded, context=ACTS)
        hits.append(Hit(kind=Hit.Kind.MAIL, key_hash=newest, act_hash=act_hash, at=at))
    network = network_of(visit.ip)
    if network:
        network_key = keys.keyed_hash(network, context="network-limit")
        limit: int = conf.get("NETWORK_LIMIT_PER_HOUR")
        if visit.is_unproven:
            limit = min(limit, UNPROVEN_PER_HOUR)
        if not is_allowed and _is_over(network_key, limit, at):
            held_reason = held_reason or HELD_NETWORK
        hits.append(Hit(kind=Hit.Kind.NETWORK, key_hash=network_key, at=at))
    if rules.form_limit:
        form_key = keys.keyed_hash(act, context="form-limit")
        if not is_allowed and _is_over(form_key, rules.form_limit, at):
            held_reason = held_reason or HELD_FORM
        hits.append(Hit(kind=Hit.Kind.FORM, key_hash=form_key, at=at))
    return Verdict(may_mail=may_mail and not held_reason, held_reason=held_reason, hits=hits)


def _is_over(key_hash: str, limit: int, at: datetime) -> bool:
    """Whether as many as the limit came within the last hour; counts no further."""
    recent = Hit.objects.filter(key_hash=key_hash, at__gt=at - WINDOW, at__lte=at)
    return recent[:limit].count() >= limit


def _may_mail(
    past: Sequence[tuple[datetime, str]],
    *,
    is_verified: bool,
    act_hash: str,
    at: datetime,
    resend: bool,
) -> bool:
    today = sum(1 for moment, _act in past if moment > at - DAY)
    if is_verified:
        return today < VERIFIED_PER_DAY
    if today >= UNVERIFIED_PER_DAY or len(past) >= UNVERIFIED_PER_MONTH:
        return False
    same_act = [moment for moment, hashed in past if hashed == act_hash]
    pause = RESEND_PAUSE if resend else SAME_ACT_PAUSE
    return not any(moment > at - pause for moment in same_act)


def may_act_again(*, folded: str, at: datetime) -> bool:
    """Whether a verified mailbox has an act left for today (R19); counts nothing."""
    known = keys.keyed_hashes(folded, context=ACTS)
    past = Hit.objects.filter(kind=Hit.Kind.MAIL, key_hash__in=known, at__gt=at - DAY, at__lte=at)
    return past.count() < VERIFIED_PER_DAY


def allow_rights_mail(*, folded: str, at: datetime) -> bool:
    """Whether one more mail about a person's rights may go to a mailbox; counts it if so.

    Own counter, 3 a day (R19): a form nobody confirmed never stands in the way of a right.
    """
    known = keys.keyed_hashes(folded, context=RIGHTS)
    recent = Hit.objects.filter(kind=Hit.Kind.MAIL, key_hash__in=known, at__gt=at - DAY, at__lte=at)
    if recent.count() >= RIGHTS_PER_DAY:
        return False
    newest = keys.keyed_hash(folded, context=RIGHTS)
    Hit.objects.create(kind=Hit.Kind.MAIL, key_hash=newest, at=at)
    return True


def is_suppressed(*, site_id: int, canonical: str, at: datetime) -> bool:
    """Whether this mailbox asked to be left alone within the last 30 days.

    After that its holder may ask again by a form (consent.md, States): our choice, since a
    suppression that no form could lift would lock out whoever pressed "not me" by mistake.
    Who was erased may come back by their own form at once: that hash only refuses imports.
    """
    hashes = keys.keyed_hashes(canonical, context="suppression")
    found = Suppression.objects.filter(
        site_id=site_id, mailbox_hash__in=hashes, created_at__gt=at - MONTH
    )
    return found.exclude(reason=Suppression.Reason.ERASED).exists()


def prune(now: datetime) -> int:
    """Delete hits that no limit looks at any more; returns how many."""
    return Hit.objects.filter(at__lt=now - MONTH).delete()[0]
