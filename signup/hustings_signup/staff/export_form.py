"""What an export asks before a file leaves: columns, what for, and the password once more."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_signup import exports
from hustings_signup.models import ExportRecord
from hustings_signup.staff.fresh_password import FreshPasswordForm
from hustings_signup.staff.sites import SiteField


class ExportForm(FreshPasswordForm):
    """The fixed columns are not offered: they are always in the file."""

    site = SiteField(
        label=_("Site"), queryset=Site.objects.none(), help_text=_("One file, one site.")
    )
    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what the purpose needs. The state of each list and “leave alone” are "
                    "always in the file."),
    )  # fmt: skip
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[(kind.value, kind.label) for kind in ExportRecord.FILES],
        widget=forms.RadioSelect,
        help_text=_("A spreadsheet keeps the first zero of a postcode."),
    )
    purpose_text = forms.CharField(
        label=_("What for"),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who receives it, what for, until when. Kept with the export."),
    )

    def __init__(self, *args: Any, request: HttpRequest, sites: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        offered = [
            column for column in exports.columns(site.pk for site in sites) if not column.is_fixed
        ]
        columns = cast(forms.MultipleChoiceField, self.fields["columns"])
        columns.choices = [(column.key, column.label) for column in offered]
        columns.initial = [column.key for column in offered if column.is_suggested]
        self.fields["format"].initial = ExportRecord.Format.XLSX
        choice = cast(forms.ModelChoiceField, self.fields["site"])
        choice.queryset = Site.objects.filter(pk__in=[site.pk for site in sites])
        if len(sites) == 1:
            del self.fields["site"]
        self.only_site = sites[0] if len(sites) == 1 else None

    def clean(self) -> dict[str, Any]:
        """The one site needs no choice."""
        cleaned = super().clean() or self.cleaned_data
        if self.only_site:
            cleaned["site"] = self.only_site
        return cleaned
