"""The mails of this plugin, each brought about as it comes about in earnest."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hustings_home.models import IdentitySettings
from hustings_signup import ledger, outbox, services
from hustings_signup.erasure import recalls
from hustings_signup.importing import asking, checking, counts, running, telling, uploading
from hustings_signup.mailbox import parse
from hustings_signup.models import (
    DataRequest,
    EndWarning,
    ExportRecord,
    ImportBatch,
    Outbox,
    Supporter,
)
from hustings_signup.proof import checkpoints
from hustings_signup.rehearsing import NotPlayable, Scene, Stage, register
from hustings_signup.rehearsing.stage import ADDRESS
from hustings_signup.retention import letters
from hustings_signup.services import requesting, self_service


def connect() -> None:
    """Called once, when the app starts."""
    register(
        Scene("news.confirm", lazy("News: asks to confirm"), _confirm),
        Scene("news.confirmed", lazy("News: says what was confirmed"), _confirmed),
        Scene("renew", lazy("Asks for a new consent"), _renew),
        Scene("after_vote", lazy("Asks whether to stay in touch after the vote"), _after_vote),
        Scene("inactive", lazy("Warns of the end for silence"), _inactive),
        Scene("my_data", lazy("Link to one’s own data"), _my_data),
        Scene("new_address", lazy("Asks a new address to confirm"), _new_address),
        Scene("old_address", lazy("Tells the old address of a new one"), _old_address),
        Scene("extended", lazy("An answer about data takes longer"), _extended),
        Scene("sent_form", lazy("A form somebody asked staff for"), _sent_form),
        Scene("imported", lazy("Tells who was imported from where"), _imported),
        Scene("import_ask", lazy("Asks whoever was in a list once"), _import_ask),
        Scene("checkpoint", lazy("To the data contact: the daily checkpoint"), _checkpoint),
        Scene("brake", lazy("To the data contact: erasing was stopped"), _brake),
        Scene("recall", lazy("To staff: delete people from an export"), _recall),
    )


def _confirm(stage: Stage) -> Outbox:
    return stage.mail("confirm", submission=stage.signed_up())


def _confirmed(stage: Stage) -> Outbox:
    return stage.mail("confirmed", submission=stage.confirmed(stage.signed_up()))


def _renew(stage: Stage) -> Outbox:
    """The words change after somebody agreed: a transfer outside the European Union."""
    person = stage.subscriber()
    agreed = stage.page("updates.campaign").current_notice()
    ledger.frozen_notice(
        site=stage.site,
        slug=agreed.slug,
        version=agreed.version + 1,
        locale=agreed.locale,
        content={**agreed.content, "outside_eu": _("A company, a country, a safeguard")},
        at=stage.at,
    ).save(force_insert=True)
    return outbox.queue("renew", supporter=person, at=stage.at)


def _after_vote(stage: Stage) -> Outbox:
    person = _news_only(stage)
    yesterday = timezone.localdate() - timedelta(days=1)
    # Past the signals, which would forget what every page remembers.
    found = IdentitySettings.objects.filter(site=stage.site)
    if not found.update(election_date=yesterday, second_round_date=None):
        raise NotPlayable(_("Fill in the identity of the site first."))
    letters.tell([person], EndWarning.Kind.AFTER_VOTE, stage.at)
    return stage.mail("after_vote", supporter=person)


def _news_only(stage: Stage) -> Supporter:
    """On the list until the vote, and nowhere else."""
    page = stage.page("updates.campaign")
    submission = services.submit(
        **{**stage.form(page), "asked": {}}, act=page.act, act_ref=f"page:{page.translation_key}"
    )
    return stage.confirmed(submission).supporter


def _inactive(stage: Stage) -> Outbox:
    person = stage.subscriber()
    letters.tell([person], EndWarning.Kind.INACTIVE, stage.at)
    return stage.mail("inactive", supporter=person)


def _my_data(stage: Stage) -> Outbox:
    return outbox.queue(self_service.LINK, supporter=stage.subscriber(), at=stage.at)


def _new_address(stage: Stage) -> Outbox:
    return _address_changed(stage, self_service.NEW_ADDRESS)


def _old_address(stage: Stage) -> Outbox:
    return _address_changed(stage, self_service.OLD_ADDRESS)


def _address_changed(stage: Stage, kind: str) -> Outbox:
    person = stage.subscriber()
    box = parse("camille.nouvelle@example.org")
    self_service.ask_new_address(supporter=person, box=box, at=stage.at)
    return stage.mail(kind, supporter=person)


def _extended(stage: Stage) -> Outbox:
    person = stage.subscriber()
    request, _made = services.receive_request(
        site=stage.site,
        kind=DataRequest.Kind.ACCESS,
        channel=DataRequest.Channel.LETTER,
        received_on=timezone.localdate(),
        supporter=person,
    )
    reason = _("Part of what you ask for is on paper and must be looked for.")
    services.extend_request(request=request, reason=reason, at=stage.at)
    return stage.mail(requesting.EXTENDED, supporter=person)


def _sent_form(stage: Stage) -> Outbox:
    page = stage.page("updates.campaign")
    row = services.send_form(page=page, mailbox=stage.somebody.mailbox)
    if row is None:
        raise NotPlayable(_("As things are on this site, this mail would not be sent."))
    return row


def _imported(stage: Stage) -> Outbox:
    batch = _import(
        stage,
        "email;prénom;nom;code postal;date consentement;texte consentement;source;identifiant\n"
        f"{ADDRESS};Camille;Exemple;75011;03/05/2022;{_('Yes, write to me.')};"
        f"{_('the form of the earlier site')};1\n",
    )
    person = Supporter.objects.get(import_results__batch=batch)
    row = outbox.queue(telling.MAIL, supporter=person, at=stage.at)
    batch.results.update(outbox=row)
    return row


def _import_ask(stage: Stage) -> Outbox:
    batch = _import(
        stage,
        "uuid,first_name,last_name,email,can2_subscription_status,can2_subscription_date\n"
        f"1,Camille,Exemple,{ADDRESS},subscribed,2023-04-05 10:11:12 UTC\n",
    )
    row = outbox.queue_for_staff("staff.import_ask", site_id=stage.site.pk)
    batch.asks.update(outbox=row, asked_at=stage.at, delete_at=stage.at + asking.SILENCE)
    return row


def _import(stage: Stage, lines: str) -> ImportBatch:
    """A file of one person, brought in to its end."""
    batch = uploading.upload(
        site=stage.site,
        user=stage.account,
        user_name=stage.account.get_username(),
        files=[("people.csv", BytesIO(lines.encode()))],
        purpose="updates.campaign",
        locale=stage.locale,
        origin=_("the list of an earlier tool"),
    )
    checking.start_check(batch=batch)
    checking.check(batch.pk, now=stage.at)
    batch.refresh_from_db()
    running.start(batch=batch, typed=counts.people(batch))
    running.run(batch.pk, now=stage.at)
    batch.refresh_from_db()
    return batch


def _checkpoint(stage: Stage) -> Outbox:
    if checkpoints.last() is None:
        raise NotPlayable(_("No checkpoint was made yet: the first comes within a day."))
    return outbox.queue_for_staff("staff.checkpoint", site_id=stage.site.pk)


def _brake(stage: Stage) -> Outbox:
    return outbox.queue_for_staff(letters.STAFF_MAIL, site_id=stage.site.pk)


def _recall(stage: Stage) -> Outbox:
    person = stage.subscriber()
    ExportRecord.objects.create(
        site=stage.site,
        user=stage.account,
        user_name=stage.account.get_username(),
        purpose_text="",
        format=ExportRecord.Format.XLSX,
        columns=[],
        rows=1,
        started_at=stage.at,
        finished_at=stage.at,
    )
    recalls.recall(person, at=stage.at)
    return outbox.queue_for_staff(recalls.MAIL, site_id=stage.site.pk, account=stage.account)
