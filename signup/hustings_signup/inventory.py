"""What is held about the people who signed up, signed or registered, and why.

`declare` is the shell's: whoever adds a table or a column declares it, plain or personal.
"""

from django.utils.translation import gettext_lazy as _

from hustings_home.inventory import (
    PLAIN,
    Category,
    Declared,
    Ground,
    Period,
    Personal,
    declare,
    plain,
    registered,
    undeclared,
)

__all__ = ["PLAIN", "Declared", "Ground", "declare", "plain", "registered", "undeclared"]

OFFICERS = _("data officers")
ORGANISERS = _("data officers, and the organisers of that event")
NOBODY = _("nobody: only the software compares it")

#: Whoever gives no sign of life is warned at 33 months and erased at 36 (consent.md R14).
WHILE_WANTED = Period(
    "P36M",
    _("until you withdraw or have it erased; 36 months at most without a sign of life from you"),
)
WAITING = Period("P7D", _("7 days when it is not confirmed; then like what it asked for"))
PETITION = Period("P6M", _("6 months after the petition closes; the count stays"))
EVENT = Period("P3M", _("3 months after the event"))
ADDRESSES = Period("P30D", _("30 days"))
PROOF = Period("", _("as long as the list; after erasing, the records point to nobody"))
UNTIL_ERASED = Period("", _("until you have it erased"))

_WRITE = _("To write to you, and only about what you agreed to.")
_ASKED = _("To do what you asked for, and to show that you did.")

CONTACT = Personal(Category.CONTACT, _WRITE, Ground.CONSENT, WHILE_WANTED, OFFICERS)
NAME = Personal(Category.NAME, _WRITE, Ground.CONSENT, WHILE_WANTED, OFFICERS)
PLACE = Personal(
    Category.PLACE,
    _("To count by department, and to write about what happens near you."),
    Ground.CONSENT,
    WHILE_WANTED,
    OFFICERS,
)
LANGUAGE = Personal(Category.LANGUAGE, _WRITE, Ground.CONSENT, WHILE_WANTED, OFFICERS)
LIST_STATE = Personal(
    Category.CONSENT,
    _("To know whether you may be written to."),
    Ground.CONSENT,
    WHILE_WANTED,
    OFFICERS,
)
FORM_SENT = Personal(Category.ACTIVITY, _ASKED, Ground.CONSENT, WAITING, OFFICERS)
FORM_NAME = Personal(Category.NAME, _ASKED, Ground.CONSENT, WAITING, OFFICERS)
FORM_PLACE = Personal(Category.PLACE, _ASKED, Ground.CONSENT, WAITING, OFFICERS)
RELATION = Personal(
    Category.RELATION,
    _("To keep up a contact you asked for. You may read it."),
    Ground.CONSENT,
    WHILE_WANTED,
    OFFICERS,
)
MAIL_STATE = Personal(
    Category.MAIL,
    _("To send what you asked for once, and to know that it arrived."),
    Ground.CONSENT,
    WHILE_WANTED,
    OFFICERS,
)
PERSONAL_LINK = Personal(
    Category.CODE,
    _("To recognise the links in your e-mails."),
    Ground.CONSENT,
    WHILE_WANTED,
    NOBODY,
)
LEDGER = Personal(
    Category.CONSENT,
    _("Whoever asks for consent must be able to show it (GDPR art. 7(1))."),
    Ground.DUTY,
    PROOF,
    OFFICERS,
)
SUBJECT = Personal(
    Category.CODE,
    _("Ties the records of the ledger to you; erasing cuts it."),
    Ground.CONSENT,
    UNTIL_ERASED,
    NOBODY,
)
EVIDENCE = Personal(
    Category.NETWORK,
    _("Shows from where a form was sent, should someone say it was not them."),
    Ground.CONSENT,
    ADDRESSES,
    OFFICERS,
)
LIMIT = Personal(
    Category.CODE,
    _("Keeps others from flooding your mailbox with our e-mails (GDPR art. 32)."),
    Ground.DUTY,
    ADDRESSES,
    NOBODY,
)
LISTED = Personal(
    Category.NETWORK,
    _("Keeps forms usable while a network sends them by the hundred (GDPR art. 32)."),
    Ground.DUTY,
    ADDRESSES,
    OFFICERS,
)
CAPTCHA = Personal(
    Category.CODE,
    _("Asks Google whether you pressed its button, once, and is then deleted (GDPR art. 32)."),
    Ground.DUTY,
    Period("PT1H", _("until Google answers: seconds, an hour at most")),
    NOBODY,
)
SAME_MAILBOX = Personal(
    Category.CODE,
    _("Tells that a mailbox signs or registers a second time."),
    Ground.CONSENT,
    WAITING,
    NOBODY,
)
SUPPRESSED = Personal(
    Category.CODE,
    _("Recognises a mailbox that wants to be left alone, without keeping its address."),
    Ground.SUPPRESSION,
    PROOF,
    NOBODY,
)
REQUEST = Personal(
    Category.RELATION,
    _("To answer what you asked about your data within a month (GDPR art. 12(3))."),
    Ground.DUTY,
    UNTIL_ERASED,
    OFFICERS,
)
AUDIT = Personal(
    Category.TRACE,
    _("To tell afterwards who took out or looked at what."),
    Ground.DUTY,
    PROOF,
    OFFICERS,
)
UPLOADED = Personal(
    Category.CONTACT,
    _("A file brought from another tool, until it is imported or thrown away."),
    Ground.PENDING,
    ADDRESSES,
    OFFICERS,
)
TO_BE_ASKED = Personal(
    Category.CONTACT,
    _("To ask you once whether you want to hear from the campaign; no answer deletes it."),
    Ground.PENDING,
    ADDRESSES,
    OFFICERS,
)
FOREIGN_NUMBER = Personal(
    Category.CODE,
    _("Recognises you when the list of an earlier tool is brought in a second time."),
    Ground.CONSENT,
    WHILE_WANTED,
    OFFICERS,
)
BARRED = Personal(
    Category.CODE,
    _("Keeps a list of an earlier tool from bringing back who refused, without the address."),
    Ground.SUPPRESSION,
    PROOF,
    NOBODY,
)
PHONE = Personal(
    Category.CONTACT,
    _("To call you as a volunteer, and for nothing else."),
    Ground.CONSENT,
    Period("P36M", _("until you stop being contacted as a volunteer")),
    OFFICERS,
)
SENT_FORM = Personal(
    Category.CONTACT,
    _("To send the one e-mail with the form you asked for."),
    Ground.PENDING,
    Period("P4D", _("until that e-mail was sent, 4 days at most")),
    NOBODY,
)
ALIKE = Personal(
    Category.CODE,
    _("Shows that one person may be on the list twice."),
    Ground.CONSENT,
    WHILE_WANTED,
    NOBODY,
)
