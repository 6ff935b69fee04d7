"""The mails of an import: the one question to whoever did not prove a yes (R10), and the first
mail to whoever did (GDPR art. 14)."""

from __future__ import annotations

from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hustings_home.models import IdentitySettings
from hustings_signup import inventory, links, messages, purposes
from hustings_signup.importing.asking import raw_token
from hustings_signup.importing.telling import imported_record
from hustings_signup.importing.urls import path_of
from hustings_signup.mails import Mail
from hustings_signup.models import (
    ConsentEvidence,
    ConsentRecord,
    ImportAsk,
    ImportResult,
    Notice,
    Outbox,
    Supporter,
)


def ask_once(row: Outbox) -> Mail | None:
    """Says where the address comes from, asks, and promises to forget; None when it is gone."""
    ask = ImportAsk.objects.select_related("batch", "site").filter(outbox=row).first()
    if ask is None or ask.delete_at <= timezone.now():
        return None
    with translation.override(ask.locale):
        sender = messages.sender_name(row)
        day = formats.date_format(timezone.localtime(ask.delete_at), "DATE_FORMAT")
        url = links.absolute(path_of(raw_token(ask)), row.site)
        return Mail(
            subject=_("Do you want to hear from %(sender)s?") % {"sender": sender},
            heading=_("May we write to you?"),
            paragraphs=[
                _("Your address stands in a list that %(sender)s brought along: %(origin)s.")
                % {"sender": sender, "origin": ask.batch.origin},
                _(
                    "We cannot show that you agreed to e-mails from us. So we ask once, and only "
                    "once. Nothing else is sent to you unless you say yes."
                ),
            ],
            button=(_("Answer yes or no"), url),
            after_button=[
                _("If you do not answer, your data are deleted on %(day)s. There is no reminder.")
                % {"day": day}
            ],
            footer=[
                _("You receive this e-mail once, because your address was in that list."),
                (_("No, delete my data now"), url),
            ],
            recipient=ask.email,
            locale=ask.locale,
        )


def first_mail(row: Outbox) -> Mail | None:
    """Who holds the data, from where, the exact words agreed to, what is held and for how long,
    the rights, and how to stop; None when the consent is over or the import undone."""
    result = (
        ImportResult.objects.select_related("batch", "supporter__site").filter(outbox=row).first()
    )
    record = imported_record(result) if result else None
    if result is None or result.supporter is None or record is None:
        return None
    person, batch = result.supporter, result.batch
    identity = IdentitySettings.read(row.site)
    sender = messages.sender_name(row)
    stop = links.url(links.make(kind="unsubscribe", supporter=person))
    day = formats.date_format(timezone.localtime(record.occurred_at), "DATE_FORMAT")
    paragraphs = [
        _("%(controller)s holds your data and answers for them.")
        % {"controller": identity.publisher or sender},
        _("They come from: %(origin)s.") % {"origin": batch.origin},
        *_what_was_said(record, day),
        _("So you are on this list: %(list)s.")
        % {"list": purposes.label_of(record.purpose, record.site_id)},
        _("We hold: %(what)s. Kept %(period)s.")
        % {"what": ", ".join(_held(person)), "period": inventory.WHILE_WANTED.words},
        _(
            "All this rests on your consent (GDPR art. 6(1)(a) and 9(2)(a)); you may withdraw it "
            "at any time. You may see, correct, take along, limit or erase your data, and complain "
            "to the data protection authority, in France the CNIL."
        ),
    ]
    if identity.data_contact_email:
        paragraphs.append(
            _("Questions about your data: %(address)s") % {"address": identity.data_contact_email}
        )
    return Mail(
        subject=_("Where %(sender)s has your address from, and how to stop") % {"sender": sender},
        heading=_("We brought your data along from another tool"),
        paragraphs=paragraphs,
        button=(_("Stop: I do not want this"), stop),
        links=[
            (_("See, correct, download or erase my data"), _page("my_data", row)),
            (_("What we hold, and why"), _page("trust", row)),
        ],
        footer=[
            _("%(sender)s writes this once, because you agreed on %(day)s.")
            % {"sender": sender, "day": day},
            (_("Stop all news"), stop),
        ],
        unsubscribe_url=stop,
    )


def _what_was_said(record: ConsentRecord, day: str) -> list[str]:
    """When, where and to which words; where, as long as the evidence is there."""
    notice = Notice.objects.filter(sha256=record.notice_sha256).first()
    words = notice.label_for(record.purpose) if notice else ""
    evidence = ConsentEvidence.objects.filter(
        subject=record.subject, commitment=record.submission_commitment
    ).first()
    where = evidence.content.get("stated_where", "") if evidence else ""
    said = (
        _("On %(day)s you agreed to these words (%(where)s):") % {"day": day, "where": where}
        if where
        else _("On %(day)s you agreed to these words:") % {"day": day}
    )
    return [said, f"“{words}”"]


def _held(person: Supporter) -> list[str]:
    """The kinds of what is held, never a value: a mail may be read by others on its way."""
    held = [_("your e-mail address")]
    if person.given_name or person.family_name:
        held.append(_("your name"))
    if person.postcode or person.town:
        held.append(_("your postcode or town"))
    held.append(_("your language"))
    tags, notes = person.taggings.count(), person.notes.count()
    if tags:
        words = ngettext("%(count)d word to find you by", "%(count)d words to find you by", tags)
        held.append(words % {"count": tags})
    if notes:
        held.append(ngettext("%(count)d note", "%(count)d notes", notes) % {"count": notes})
    if person.phones.exists():
        held.append(_("your telephone number"))
    if person.identifiers.exists():
        held.append(_("your number in the other tool"))
    return held


def _page(name: str, row: Outbox) -> str:
    return links.absolute(reverse(f"hustings_signup:{name}"), row.site)
