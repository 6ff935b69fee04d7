"""The daily mail to the data contact: the checkpoint, out of reach of whoever has the server."""

import json

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from hustings_home.models import IdentitySettings
from hustings_signup.mails import Mail
from hustings_signup.models import Outbox
from hustings_signup.proof import checkpoints


def checkpoint_mail(row: Outbox) -> Mail | None:
    """The newest checkpoint, in words and as a file."""
    point = checkpoints.last()
    contact = IdentitySettings.read(row.site).data_contact_email
    if point is None or not contact:
        return None
    day = formats.date_format(timezone.localtime(point.at), "DATE_FORMAT")
    content = json.dumps(point.values(), indent=2) + "\n"
    return Mail(
        subject=_("Checkpoint of the consent ledger, %(day)s") % {"day": day},
        heading=_("Checkpoint of the consent ledger, %(day)s") % {"day": day},
        paragraphs=[
            _("Keep this mail. It holds no personal data."),
            _("Seal %(number)s, %(records)s records")
            % {"number": point.seal, "records": point.records},
            point.seal_hash,
            _(
                "If anybody changes or removes a record that was sealed until now, the command "
                "verify_ledger, run against the attached file, will tell."
            ),
        ],
        footer=[_("You receive this as the contact for personal data of this site.")],
        attachments=[
            (f"checkpoint-{point.at:%Y-%m-%d}.json", content.encode(), "application/json")
        ],
        recipient=contact,
    )
