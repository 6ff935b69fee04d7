"""The panel in Wagtail's group form: for which sites, and what its members may do with people."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_signup.models import PeoplePermission
from hustings_signup.staff import access


class PeoplePermissionPanel(forms.Form):
    """Two lists of boxes: sites and permissions. Wagtail calls `save` after the group's own."""

    sites = forms.ModelMultipleChoiceField(
        label=_("Works for the sites"),
        queryset=Site.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Members of this group see people of these sites only."),
    )
    permissions = forms.MultipleChoiceField(
        label=_("What they may do"),
        choices=PeoplePermission.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without any of these, members see counts and never a person."),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        instance: Group | None = None,
        prefix: str = "hustings_people",
    ) -> None:
        self.instance = instance if instance is not None else Group()
        initial: dict[str, Any] = {}
        if self.instance.pk:
            initial["sites"] = list(self.instance.hustings_sites.values_list("site_id", flat=True))
            initial["permissions"] = list(
                access.people_permissions()
                .filter(group=self.instance)
                .values_list("codename", flat=True)
            )
        super().__init__(data, files, prefix=prefix, initial=initial)

    def save(self) -> None:
        """Store what is ticked."""
        access.grant(
            self.instance,
            sites=self.cleaned_data["sites"],
            permissions=self.cleaned_data["permissions"],
        )

    def as_admin_panel(self) -> str:
        """HTML of the panel."""
        return render_to_string("hustings_signup/admin/group_panel.html", {"form": self})
