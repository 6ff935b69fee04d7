"""The mails of this plugin: to confirm what was asked, and what follows once it is."""

import json

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hustings_home.models import BrandSettings
from hustings_signup import acts, limits, links, purposes, renewal
from hustings_signup.mails import Mail
from hustings_signup.models import ConsentRecord, Notice, Outbox, Submission, Supporter
from hustings_signup.proof import receipts

#: A third more once encoded, and some 8 KB of mail around them.
RECEIPT_BYTES = 15_000


def asked_lists(submission: Submission) -> list[str]:
    """The exact words of each box that was ticked in a submission, in the order offered."""
    ticked = ConsentRecord.objects.filter(
        submission=submission.uuid,
        type=ConsentRecord.Type.REQUESTED,
        control=ConsentRecord.Control.UNTICKED_BOX,
    ).order_by("pk")
    notice = Notice.objects.filter(sha256=submission.notice_sha256).first()
    return [
        notice.label_for(record.purpose)
        if notice
        else purposes.label_of(record.purpose, submission.site_id)
        for record in ticked
    ]


def confirmation(row: Outbox) -> Mail | None:
    """The first mail: no text a visitor typed, one button, one way to say "not me"."""
    submission = row.asked
    now = timezone.now()
    if submission.confirmed_at or submission.expires_at <= now or submission.is_held:
        return None
    act = acts.get(submission.act)
    confirm = links.make(
        kind="confirm",
        supporter=row.person,
        submission=submission,
        expires_at=submission.expires_at,
    )
    not_me = links.make(kind="not_me", supporter=row.person, submission=submission)
    boxes = asked_lists(submission)
    paragraphs = [act.awaiting(submission)]
    if boxes:
        paragraphs.append(_("Also asked for:"))
        paragraphs += [f"– {words}" for words in boxes]
    return Mail(
        subject=act.subject(submission),
        heading=act.title(submission),
        paragraphs=paragraphs,
        button=(_("Check and confirm"), links.url(confirm)),
        after_button=[_("With no answer, all of it is erased in 7 days.")],
        footer=[
            _("You receive this e-mail because this address was typed into a form of %(sender)s.")
            % {"sender": sender_name(row)},
            (_("This was not me: leave me alone"), links.url(not_me)),
        ],
    )


def confirmed(row: Outbox) -> Mail | None:
    """What follows: the act's own links, and how to stop the news."""
    submission = row.asked
    if submission.confirmed_at is None:
        return None
    act = acts.get(submission.act)
    thanks = act.thanks(submission)
    unsubscribe = links.url(links.make(kind="unsubscribe", supporter=row.person))
    active = active_lists(row.person)
    paragraphs = list(thanks.lines)
    if active:
        paragraphs.append(_("You asked for, and will receive:"))
        paragraphs += [f"– {label}" for label in active]
    receipt = receipt_files(submission)
    if receipt:
        paragraphs.append(_("Attached: the receipt of what you agreed to, word for word."))
    day = formats.date_format(timezone.localtime(submission.confirmed_at), "DATE_FORMAT")
    footer: list[str | tuple[str, str]] = [
        _("%(sender)s writes because you confirmed “%(title)s” on %(day)s.")
        % {"sender": sender_name(row), "day": day, "title": act.title(submission)}
    ]
    if active:
        footer.append((_("Stop all news"), unsubscribe))
    return Mail(
        subject=thanks.heading,
        heading=thanks.heading,
        paragraphs=paragraphs,
        links=[
            (link.label, links.absolute(link.url, row.site) if link.url[0] == "/" else link.url)
            for link in thanks.links
        ],
        footer=footer,
        attachments=[*thanks.attachments, *receipt],
        unsubscribe_url=unsubscribe if active else None,
    )


def receipt_files(submission: Submission) -> list[tuple[str, bytes, str]]:
    """The receipt to read, and the same for machines unless the mail would pass 30 KB."""
    receipt = receipts.for_submission(submission)
    if receipt is None:
        return []
    day = timezone.localtime(submission.confirmed_at)
    name = f"{pgettext('name of a file', 'receipt')}-{day:%Y-%m-%d}"
    text = receipts.readable(receipt).encode()
    machine = json.dumps(receipt, ensure_ascii=False, separators=(",", ":")).encode()
    files = [(f"{name}.txt", text, "text/plain")]
    if len(text) + len(machine) <= RECEIPT_BYTES:
        files.append((f"{name}.json", machine, "application/json"))
    return files


def renewal_request(row: Outbox) -> Mail | None:
    """The words changed: what is new, one button, and that silence changes nothing."""
    supporter = row.person
    offers = renewal.offers(supporter)
    if not offers or limits.is_suppressed(
        site_id=supporter.site_id, canonical=supporter.email_canonical, at=timezone.now()
    ):
        return None
    unsubscribe = links.url(links.make(kind="unsubscribe", supporter=supporter))
    day = formats.date_format(
        min(supporter.subscriptions.filter(state="active").values_list("since", flat=True)),
        "DATE_FORMAT",
    )
    return Mail(
        subject=_("Do you agree to what has changed?"),
        heading=_("Do you agree to what has changed?"),
        paragraphs=[
            _("What we say about your data has changed. What you agreed to stays as it was."),
            *(f"– {what_is_new(change)}" for change in news_for(offers)),
            _("Nothing new happens with your data unless you say yes."),
        ],
        button=(_("Read and answer"), links.url(links.make(kind="renew", supporter=supporter))),
        footer=[
            _("%(sender)s writes because you asked for its news on %(day)s.")
            % {"sender": sender_name(row), "day": day},
            (_("Stop all news"), unsubscribe),
        ],
        unsubscribe_url=unsubscribe,
    )


def news_for(offers: list[renewal.Offer]) -> list[renewal.Change]:
    """What the words of these offers say that those agreed to did not, each once."""
    found = [
        change
        for offer in offers
        for change in renewal.changes(offer.agreed.content, offer.notice.content)
        if change.kind is not renewal.Kind.PURPOSE or change.value == offer.purpose
    ]
    return list(dict.fromkeys(found))


def what_is_new(change: renewal.Change) -> str:
    """One change as a sentence."""
    value = change.value
    if change.kind is renewal.Kind.CONTROLLER:
        return _("%(name)s answers for your data now.") % {"name": value}
    if change.kind is renewal.Kind.RECIPIENT:
        return _("New recipient: %(name)s") % {"name": value}
    if change.kind is renewal.Kind.TRANSFER:
        return _("Sent outside the European Union: %(name)s") % {"name": value}
    return _("New use: %(name)s") % {"name": purposes.label_of(value)}


def active_lists(supporter: Supporter) -> list[str]:
    """What a person is subscribed to at this moment, in words."""
    rows = supporter.subscriptions.filter(state="active").order_by("pk")
    return [purposes.label_of(row.purpose, supporter.site_id) for row in rows]


def sender_name(row: Outbox) -> str:
    """Who writes."""
    return BrandSettings.read(row.site).campaign_name or row.site.site_name
