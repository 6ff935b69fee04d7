"""Neighbourhoods of a site: each is a list of its own, which a person may choose."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

#: What the key of their purposes begins with; 50 characters hold the whole.
PREFIX = "updates.neighbourhood."
MAX_NAME = 60


class Neighbourhood(models.Model):
    """One neighbourhood. Its key never changes and its row never goes: the ledger names it.

    Closed, it is offered no more; who chose it stays on its list and can leave it.
    """

    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    key = models.CharField(
        _("key"),
        max_length=50 - len(PREFIX),
        validators=[
            RegexValidator(
                r"\A[a-z0-9]+(-[a-z0-9]+)*\Z",
                _("Use a to z without accents, digits, and single hyphens between them."),
            )
        ],
        help_text=_("A short word for records and exports, as in old-mill. It never changes."),
    )
    # By language: {"fr": "Le Vieux-Moulin", "en": "Old Mill"}.
    names = models.JSONField(_("names"))
    postcodes = models.CharField(
        _("postcodes"),
        max_length=200,
        blank=True,
        help_text=_(
            "With commas between them. Only for the order in which the boxes stand once a "
            "postcode was typed: living there puts nobody on the list."
        ),
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_open = models.BooleanField(
        _("offered"),
        default=True,
        help_text=_("Unticked, no form offers it any more. Who chose it stays, and may leave."),
    )

    class Meta:
        verbose_name = _("neighbourhood")
        verbose_name_plural = _("neighbourhoods")
        default_permissions = ()
        ordering = ["sort_order", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "key"], name="hustings_signup_neighbourhood_key"
            )
        ]

    def __str__(self) -> str:
        return self.name()

    @property
    def purpose(self) -> str:
        """The key of the purpose that choosing it agrees to."""
        return f"{PREFIX}{self.key}"

    def name(self, language: str = "") -> str:
        """In a language (default: the active one), else in the first that has one, else its key."""
        return name_in(self.names, language) or self.key

    def clean(self) -> None:
        """Names by language, one at least; no two alike among those that are offered."""
        if not isinstance(self.names, dict) or not any(self.names.values()):
            raise ValidationError({"names": _("Give it a name.")})
        if any(not isinstance(n, str) or len(n) > MAX_NAME for n in self.names.values()):
            raise ValidationError({"names": _("A name has 60 characters at most.")})
        if not self.is_open:
            return
        others = Neighbourhood.objects.filter(site=self.site_id, is_open=True)
        for other in others.exclude(pk=self.pk):
            for language in {*self.names, *other.names}:
                if self.name(language).casefold() == other.name(language).casefold():
                    raise ValidationError({"names": _("Another neighbourhood has this name.")})


def name_in(names: dict[str, str], language: str = "") -> str:
    """The name in a language (default: the active one), else the first there is."""
    wanted = (language or get_language() or "").partition("-")[0]
    return names.get(wanted) or next(filter(None, names.values()), "")
