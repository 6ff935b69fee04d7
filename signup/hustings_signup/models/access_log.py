"""Who of the staff looked at whom: lists, searches, records opened, files taken, acts done."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Site


class AccessEntry(models.Model):
    """One look of one member of staff at people of one site (consent.md R17).

    It holds numbers, never a name: of a person "Supporter 42", of a search its kind and a keyed
    hash, so that one can ask whether a given word was searched for, and never read which ones were.
    """

    class Action(models.TextChoices):
        """What kind of look."""

        LIST = "list", _("List shown")
        SEARCH = "search", pgettext_lazy("log of access", "Search")
        OPEN = "open", _("Record opened")
        EXPORT = "export", pgettext_lazy("log of access", "Export")
        ACT = "act", _("Done for a person")

    class Search(models.TextChoices):
        """What the words looked like."""

        EMAIL = "email", _("an e-mail address")
        POSTCODE = "postcode", _("a postcode")
        WORDS = "words", _("a name or part of one")

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Stays when the account is deleted.
    user_name = models.CharField(_("who"), max_length=150)
    at = models.DateTimeField(_("when"))
    action = models.CharField(_("what"), max_length=6, choices=Action)
    # The route of a screen, or the name of an action of Wagtail's log.
    detail = models.CharField(max_length=120, blank=True)
    # No foreign key: the entry outlives the person, whose number then stands for nobody.
    supporter_number = models.PositiveBigIntegerField(_("supporter"), null=True, blank=True)
    search = models.CharField(max_length=8, choices=Search, blank=True)
    term_hash = models.CharField(max_length=70, blank=True)
    people = models.PositiveIntegerField(_("people"), null=True, blank=True)

    class Meta:
        verbose_name = _("access to people")
        verbose_name_plural = _("log of access")
        default_permissions = ()
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["site", "supporter_number"], name="hustings_signup_seen_whom"),
            models.Index(fields=["site", "user_name"], name="hustings_signup_seen_by"),
            models.Index(fields=["at"], name="hustings_signup_seen_at"),
        ]

    def __str__(self) -> str:
        return f"Access {self.pk}"
