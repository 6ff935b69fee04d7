"""What the shell and the tables of Django and Wagtail hold about the team and the published."""

from django.utils.translation import gettext_lazy as _

from hustings_home.inventory.terms import Category, Ground, Period, Personal

ADMINISTRATORS = _("administrators")
EDITORS = _("the team that writes the pages")
PUBLIC = _("everyone")

ACCOUNT = Personal(
    Category.ACCOUNT,
    _("To let members of the team in, and nobody else."),
    Ground.STAFF,
    Period("", _("as long as the account exists")),
    ADMINISTRATORS,
)
SESSION = Personal(
    Category.ACCOUNT,
    _("To keep a member of the team logged in."),
    Ground.STAFF,
    Period("PT12H", _("until logged out, 12 hours at most")),
    _("nobody"),
)
TRACE = Personal(
    Category.TRACE,
    _("To tell afterwards which member of the team did what."),
    Ground.DUTY,
    Period("", _("as long as the site exists")),
    _("administrators and data officers"),
)
DRAFT = Personal(
    Category.TRACE,
    _("So that members of the team write together and lose nothing."),
    Ground.STAFF,
    Period("", _("as long as the text it belongs to")),
    EDITORS,
)
PUBLISHED = Personal(
    Category.PUBLISHED,
    _("To present those who speak, write or can be reached for the campaign."),
    Ground.AUTHOR,
    Period("", _("as long as it is published, and in the history of the page")),
    PUBLIC,
)
RESPONSIBLE = Personal(
    Category.PUBLISHED,
    _("The law asks every site to name who answers for it."),
    Ground.DUTY,
    Period("", _("as long as the site exists")),
    PUBLIC,
)
#: Wagtail's own form builder records no consent: nothing filled in there rests on anything.
WITHOUT_RECORD = Personal(
    Category.ACTIVITY,
    _("Forms that record no consent are not used here."),
    Ground.CONSENT,
    Period("P7D", _("7 days")),
    _("nobody"),
)
