"""Which group of staff works for which site, and what its members may do with people."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class PeoplePermission(models.TextChoices):
    """Codenames of what staff may be allowed (consent.md R17); labels for the group form."""

    LIST = "list_people", _("See the list of people")
    OPEN = "open_person", _("Open the record of a person")
    REDUCE = "withdraw_for_person", _("Withdraw a consent when the person asks")
    EXPORT = "export_people", _("Export people to a file")
    MAIL = "manage_mails", _("See mails that wait or failed, and retry them")
    RELEASE = "release_submissions", _("See held submissions, and release them")
    RELATE = "relate_to_people", _("Keep tags, notes, follow-ups and segments; merge duplicates")
    SEND_FORM = "send_form", _("Send a person the form")
    PAPER = "enter_paper", _("Type what was signed on paper")
    IMPORT = "import_people", _("Import people from a file")
    REQUESTS = "answer_requests", _("Answer people who write about their data")
    ERASE = "erase_people", _("Erase a person who asks for it")
    GUARD = "guard_forms", _("Guard the forms: pauses, limits, lists, the site’s message")
    PROCESSORS = "declare_processors", _("Declare companies that work for the campaign")
    REGISTER = "read_register", _("Read the register, the audit and the log of access")

    @property
    def full_name(self) -> str:
        """As `user.has_perm` and `sites_for` take it: `hustings_signup.list_people`."""
        return f"hustings_signup.{self.value}"


class SiteAccess(models.Model):
    """The members of a group work for a site: what their permissions allow, they may do there.

    Without such a row a group's permissions on people are worth nothing; a superuser needs none.
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="hustings_sites")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="hustings_groups")

    class Meta:
        verbose_name = _("access to the people of a site")
        verbose_name_plural = _("access to the people of a site")
        default_permissions = ()
        permissions = [
            ("list_people", "Can see the list of people"),
            ("open_person", "Can open the record of a person"),
            ("withdraw_for_person", "Can withdraw a consent when the person asks"),
            ("export_people", "Can export people to a file"),
            ("manage_mails", "Can see mails that wait or failed, and retry them"),
            ("release_submissions", "Can see held submissions, and release them"),
            ("relate_to_people", "Can keep tags, notes, follow-ups and segments, and merge"),
            ("send_form", "Can send a person the form"),
            ("enter_paper", "Can type what was signed on paper"),
            ("import_people", "Can import people from a file"),
            ("answer_requests", "Can answer people who write about their data"),
            ("erase_people", "Can erase a person who asks for it"),
            ("guard_forms", "Can guard the forms: pauses, limits, lists, the site’s message"),
            ("declare_processors", "Can declare companies that work for the campaign"),
            ("read_register", "Can read the register, the audit and the log of access"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["group", "site"], name="hustings_signup_access_once")
        ]

    def __str__(self) -> str:
        return f"{self.group} – {self.site}"
