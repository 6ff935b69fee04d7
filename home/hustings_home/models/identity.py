"""Who is behind a site: what the legal pages, the notices and the mails are built from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from hustings_home.models.site_setting import SiteSetting


@register_setting(icon="user", order=110)
class IdentitySettings(SiteSetting):
    """Publisher and host (French law 2004-575, art. 1-1), data contact (GDPR art. 13), election."""

    publisher = models.CharField(
        _("publisher"),
        max_length=160,
        blank=True,
        help_text=_("The person or body that publishes this site and answers for the data."),
    )
    legal_form = models.CharField(
        _("legal form"),
        max_length=160,
        blank=True,
        help_text=_("For example: association under the law of 1901, or candidate in person."),
    )
    registration = models.CharField(
        _("registration number"), max_length=40, blank=True, help_text=_("RNA or SIREN, if any.")
    )
    address = models.TextField(_("postal address"), blank=True, max_length=400)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    contact_email = models.EmailField(_("e-mail for the public"), blank=True)
    director = models.CharField(_("director of publication"), max_length=160, blank=True)

    host_name = models.CharField(_("name of the host"), max_length=160, blank=True)
    host_address = models.TextField(_("address of the host"), blank=True, max_length=400)
    host_phone = models.CharField(_("telephone of the host"), max_length=30, blank=True)

    data_contact_email = models.EmailField(
        _("e-mail for data rights"),
        blank=True,
        help_text=_("Where people write to see, correct or erase what you hold about them."),
    )
    data_contact_postal = models.TextField(
        _("postal address for data rights"),
        blank=True,
        max_length=400,
        help_text=_("Leave empty if it is the postal address above."),
    )

    candidate_name = models.CharField(_("candidate"), max_length=160, blank=True)
    office = models.CharField(
        _("office"), max_length=160, blank=True, help_text=_("For example: mayor of Valmont.")
    )
    election_date = models.DateField(_("first round"), null=True, blank=True)
    second_round_date = models.DateField(_("second round"), null=True, blank=True)

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("publisher"),
                FieldPanel("legal_form"),
                FieldPanel("registration"),
                FieldPanel("address"),
                FieldPanel("phone"),
                FieldPanel("contact_email"),
                FieldPanel("director"),
            ],
            heading=_("Publisher"),
        ),
        MultiFieldPanel(
            [FieldPanel("host_name"), FieldPanel("host_address"), FieldPanel("host_phone")],
            heading=_("Host"),
        ),
        MultiFieldPanel(
            [FieldPanel("data_contact_email"), FieldPanel("data_contact_postal")],
            heading=_("Personal data"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("candidate_name"),
                FieldPanel("office"),
                FieldPanel("election_date"),
                FieldPanel("second_round_date"),
            ],
            heading=_("Election"),
        ),
    ]

    class Meta:
        verbose_name = _("Identity")
        constraints = [
            models.CheckConstraint(
                name="hustings_home_rounds_in_order",
                condition=models.Q(second_round_date__isnull=True)
                | models.Q(election_date__lt=models.F("second_round_date")),
            )
        ]

    @property
    def updates_end_date(self) -> date | None:
        """The vote, until which campaign news may be sent: the last round that is known."""
        return self.second_round_date or self.election_date

    @property
    def data_postal_address(self) -> str:
        """Where a letter about personal data goes."""
        return self.data_contact_postal or self.address

    def missing(self, names: Iterable[str]) -> list[str]:
        """The labels of those of the named values that are empty."""
        return [
            str(self._meta.get_field(name).verbose_name)
            for name in names
            if not getattr(self, name).strip()
        ]

    def clean(self) -> None:
        """A second round needs a first one before it."""
        super().clean()
        if self.second_round_date and (
            self.election_date is None or self.second_round_date <= self.election_date
        ):
            raise ValidationError(
                {"second_round_date": _("The second round comes after the first one.")}
            )
