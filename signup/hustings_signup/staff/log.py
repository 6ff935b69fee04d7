"""What staff do with people, as Wagtail's log records it: an action and "Supporter 42"."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter

from hustings_signup import purposes

PLAIN = (
    ("hustings_signup.request", _("Note a request"), _("Request about data noted")),
    (
        "hustings_signup.answer_request",
        _("Close a request"),
        _("Request about data closed"),
    ),
    (
        "hustings_signup.extend_request",
        _("Extend a request"),
        _("Two further months taken to answer a request, the person told why"),
    ),
    ("hustings_signup.erase", _("Erase a person"), _("Person erased")),
    ("hustings_signup.open", _("Open a person"), _("Record opened")),
    ("hustings_signup.print", _("Print a proof"), _("Proof opened for printing")),
    ("hustings_signup.release", _("Release a submission"), _("Held submission released")),
    (
        "hustings_signup.ask_again",
        _("Ask for a new consent"),
        _("Everybody who needs a new consent was asked"),
    ),
    ("hustings_signup.merge", _("Merge two people"), _("Another row of the same person merged")),
    ("hustings_signup.send_form", _("Send a form"), _("Form sent to somebody who asked for it")),
    ("hustings_signup.save_neighbourhood", _("Define a neighbourhood"), _("Neighbourhood saved")),
    (
        "hustings_signup.declare_processor",
        _("Declare a processor"),
        _("Company that works for the campaign declared or corrected"),
    ),
    (
        "hustings_signup.end_processor",
        _("End a processor"),
        _("Company works for the campaign no longer"),
    ),
    (
        "hustings_signup.guard_forms",
        _("Guard the forms"),
        _("Pauses, limit or message of the forms changed"),
    ),
    ("hustings_signup.list_pattern", _("List a pattern"), _("Pattern put on a list")),
    ("hustings_signup.unlist_pattern", _("Unlist a pattern"), _("Pattern taken off a list")),
    ("hustings_signup.untag", _("Remove a tag"), _("Tag removed")),
    ("hustings_signup.unnote", _("Delete a note"), _("Note deleted")),
    ("hustings_signup.retry", _("Retry a mail"), _("Mail given another 72 hours")),
    ("hustings_signup.retry_all", _("Retry mails"), _("Mails given another 72 hours")),
)

IMPORTS = (
    ("hustings_signup.import_upload", _("Upload people"), _("File of people uploaded")),
    ("hustings_signup.import_check", _("Try an import"), _("Import tried, nothing written")),
    ("hustings_signup.import_run", _("Import people"), _("Import started")),
    ("hustings_signup.import_release", _("Let people be asked"), _("People let be asked once")),
    ("hustings_signup.import_discard", _("Throw a file away"), _("File thrown away")),
    ("hustings_signup.import_undo", _("Undo an import"), _("Import undone")),
)


class WithdrawFormatter(LogFormatter):
    """Names the purposes that ended."""

    label = _("Withdraw a consent")

    def format_message(self, log_entry: Any) -> str:
        """For histories."""
        site_id = log_entry.data.get("site")
        ended = log_entry.data.get("purposes", [])
        names = ", ".join(purposes.label_of(key, site_id) for key in ended)
        return gettext("Withdrawn on request: %(names)s") % {"names": names}


def register(actions: LogActionRegistry) -> None:
    """Called by Wagtail's hook `register_log_actions`."""
    for action, label, message in (*PLAIN, *IMPORTS):
        actions.register_action(action, label, message)
    actions.register_action("hustings_signup.withdraw")(WithdrawFormatter)
