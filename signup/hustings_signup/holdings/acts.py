"""What the person sent by our forms, the evidence of it, and the mails we wrote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hustings_home.languages import translated_name
from hustings_home.wording import labelled
from hustings_signup import acts, purposes
from hustings_signup.holdings import evidence_words
from hustings_signup.models import (
    ConsentEvidence,
    Link,
    MailReport,
    Outbox,
    SubjectLink,
    Submission,
    Supporter,
)
from hustings_signup.personal_data import Fact, Held, Holding
from hustings_signup.staff.labels import mail_label

TYPED = ("given_name", "family_name", "postcode", "town", "department")


def evidence_of(supporter: Supporter) -> Iterable[ConsentEvidence]:
    """Everything that stands behind a commitment of this person's records."""
    subjects = SubjectLink.objects.filter(supporter=supporter).values("subject")
    return ConsentEvidence.objects.filter(subject__in=subjects).order_by("pk")


def held(supporter: Supporter) -> Iterator[Held]:
    """One item per form sent, with what was typed and what came with it."""
    behind: dict[object, list[ConsentEvidence]] = {}
    for row in evidence_of(supporter):
        behind.setdefault(row.submission, []).append(row)
    for sent in Submission.objects.filter(supporter=supporter).select_related("page"):
        facts = [
            Fact("source", _("source"), sent.act_ref, shown=""),
            Fact("created_at", _("sent"), sent.created_at),
            Fact("confirmed_at", _("confirmed"), sent.confirmed_at),
            Fact("visit_source", _("where the visit came from"), sent.visit_source),
            Fact("held_reason", _("held because"), sent.held_reason),
        ]
        meta = Supporter._meta
        facts += [
            Fact(name, str(meta.get_field(name).verbose_name), getattr(sent, name))  # type: ignore[union-attr]
            for name in TYPED
        ]
        facts.append(Fact("locale", _("language"), sent.locale, translated_name(sent.locale)))
        facts += [
            Fact(
                f"evidence.{row.kind}",
                str(row.get_kind_display()),
                row.content,
                evidence_words.lines(row.content),
            )
            for row in behind.get(sent.uuid, [])
        ]
        yield Held(_title(sent), facts, at=sent.created_at)


def _title(sent: Submission) -> str:
    what = purposes.label_of(sent.act)
    try:
        title = acts.get(sent.act).title(sent)
    except KeyError:  # its plugin is gone
        title = ""
    return labelled(what, title) if title else what


def erase(supporter: Supporter, at: datetime) -> None:
    """Evidence and links by hand; submissions go with the supporter's row."""
    sent = Submission.objects.filter(supporter=supporter).values("uuid")
    ConsentEvidence.objects.filter(submission__in=sent).delete()
    subjects = SubjectLink.objects.filter(supporter=supporter).values("subject")
    ConsentEvidence.objects.filter(subject__in=subjects).delete()
    Link.objects.filter(supporter=supporter).delete()


def merge(kept: Supporter, gone: Supporter) -> None:
    """Submissions with their links; the personal links of the one who goes stop working."""
    Link.objects.filter(supporter=gone, submission=None).delete()
    Link.objects.filter(supporter=gone).update(supporter=kept)
    Submission.objects.filter(supporter=gone).update(supporter=kept)


def mails(supporter: Supporter) -> Iterator[Held]:
    """One item per mail: its content is never stored."""
    for row in Outbox.objects.filter(supporter=supporter):
        yield Held(
            mail_label(row.kind),
            [
                Fact("kind", _("kind"), row.kind, shown=""),
                Fact("state", _("state"), str(row.get_state_display())),
                Fact("created_at", _("asked for"), row.created_at, shown=""),
                Fact("finished_at", _("finished"), row.finished_at),
            ],
            at=row.created_at,
        )

    for report in MailReport.objects.filter(supporter=supporter).order_by("pk"):
        yield Held(
            str(report.get_kind_display()),
            [
                Fact("kind", _("kind"), report.kind, shown=""),
                Fact("day", _("day"), report.day),
            ],
            at=timezone.make_aware(datetime.combine(report.day, time())),
        )


def forget_mails(supporter: Supporter, at: datetime) -> None:
    """The worker finds nothing to send any more."""
    MailReport.objects.filter(supporter=supporter).delete()
    Outbox.objects.filter(supporter=supporter).delete()


def merge_mails(kept: Supporter, gone: Supporter) -> None:
    """They speak of submissions that move. What came back tells of the mailbox that goes."""
    MailReport.objects.filter(supporter=gone).delete()
    Outbox.objects.filter(supporter=gone).update(supporter=kept)


HOLDINGS = [
    Holding("signup.submissions", gettext_lazy("Forms sent"), held, erase, merge),
    Holding("signup.mails", gettext_lazy("E-mails we wrote"), mails, forget_mails, merge_mails),
]
