"""What a column of a file may become here; anything else is left out."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Target(models.TextChoices):
    """Several columns may say no, hold tags or notes; every other target takes one column."""

    EMAIL = "email", _("E-mail")
    GIVEN_NAME = "given_name", _("First name")
    FAMILY_NAME = "family_name", _("Last name")
    POSTCODE = "postcode", _("Postcode")
    TOWN = "town", _("Town")
    LANGUAGE = "language", _("Language")
    FOREIGN_ID = "foreign_id", _("Number in the other tool")
    YES = "yes", _("Said yes (yes/no)")
    YES_AT = "yes_at", _("Said yes: when")
    IP = "ip", _("Said yes: network address (only graded, never kept)")
    WORDS = "words", _("Said yes: to which words")
    SOURCE = "source", _("Said yes: where")
    STATUS = "status", _("State (subscribed, unsubscribed, bouncing …)")
    NO = "no", _("Refused or unsubscribed (yes/no)")
    NO_AT = "no_at", _("Refused or unsubscribed: when")
    BAD = "bad", _("Address unreachable (yes/no)")
    TAGS = "tags", _("Tags")
    NOTE = "note", _("Note (the person may read it)")
    PHONE = "phone", _("Telephone (only with a proved consent to be called as a volunteer)")
    NO_CALL = "no_call", _("Not to be called (yes/no)")
    NOTHING = "", _("Leave out")


#: Targets that more than one column may have.
REPEATABLE = frozenset(
    {Target.NO, Target.BAD, Target.TAGS, Target.NOTE, Target.NO_CALL, Target.NOTHING}
)
