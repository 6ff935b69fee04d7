"""The one neutral mail to people of an imported file whose agreement is not proved (R10)."""

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from hustings_signup import links, messages
from hustings_signup.importing.asking import raw_token
from hustings_signup.importing.urls import path_of
from hustings_signup.mails import Mail
from hustings_signup.models import ImportAsk, Outbox


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
