"""Pauses of each kind of form, the limit per form and the site's message, on one screen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.log_actions import log

from hustings_home.languages import translated_name
from hustings_signup import acts, captchas, guarding, purposes, services
from hustings_signup.models import SiteGuard
from hustings_signup.models.guarding import MAX_MESSAGE
from hustings_signup.staff.guard_base import GuardMixin


def _field(*parts: str) -> str:
    return "_".join(part.replace(".", "_") for part in parts)


class SiteGuardForm(forms.ModelForm):
    """A box and a message per language for each kind of form; then the site's own message."""

    class Meta:
        model = SiteGuard
        fields = ("form_limit", "message_from", "message_until")
        widgets = {
            name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            for name in ("message_from", "message_until")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guard: SiteGuard = self.instance
        for act in acts.registered():
            words = guard.paused.get(act.key, {})
            self.fields[_field("pause", act.key)] = forms.BooleanField(
                label=gettext("Pause: %(form)s") % {"form": purposes.label_of(act.key)},
                required=False,
                initial=act.key in guard.paused,
            )
            self._in_each_language(
                _field("words", act.key), gettext("What visitors read meanwhile"), words
            )
            self._captcha(act.key)
        self._in_each_language("message", gettext("Message on every page"), guard.message)
        self.order_fields(
            [name for name in self.fields if name not in ("message_from", "message_until")]
        )

    def _captcha(self, act: str) -> None:
        """A choice only where this installation has the keys of one."""
        offered = captchas.configured()
        if offered:
            self.fields[_field("captcha", act)] = forms.ChoiceField(
                label=gettext("Further guard: %(form)s") % {"form": purposes.label_of(act)},
                choices=[("", gettext("none")), *((key, captchas.LABELS[key]) for key in offered)],
                required=False,
                initial=self.instance.captchas.get(act, ""),
            )

    def _in_each_language(self, name: str, label: str, words: dict[str, str]) -> None:
        for code, _language in settings.LANGUAGES:
            self.fields[_field(name, code)] = forms.CharField(
                label=f"{label} ({translated_name(code)})",
                max_length=MAX_MESSAGE,
                required=False,
                initial=words.get(code, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def _words(self, name: str) -> dict[str, str]:
        said = {code: self.cleaned_data[_field(name, code)] for code, _l in settings.LANGUAGES}
        return {code: text for code, text in said.items() if text}

    @property
    def said(self) -> dict[str, Any]:
        """As `services.set_guard` takes it."""
        return {
            "form_limit": self.cleaned_data["form_limit"],
            "paused": {
                act.key: self._words(_field("words", act.key))
                for act in acts.registered()
                if self.cleaned_data[_field("pause", act.key)]
            },
            "captcha_of": {
                act.key: self.cleaned_data.get(_field("captcha", act.key), "")
                for act in acts.registered()
            },
            "message": self._words("message"),
            "message_from": self.cleaned_data["message_from"],
            "message_until": self.cleaned_data["message_until"],
        }


class SiteGuardView(GuardMixin, FormView):
    """What is saved here holds from the next request on, in every process."""

    form_class = SiteGuardForm
    template_name = "hustings_signup/admin/site_guard.html"
    page_title = _("Pauses, limit, message")
    header_icon = "cog"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form shows what holds now."""
        return super().get_form_kwargs() | {"instance": guarding.stored(self.site.pk)}

    def form_valid(self, form: SiteGuardForm) -> HttpResponse:
        """Saved and logged: what is paused, the limit, and whether there is a message."""
        said = form.said
        try:
            with transaction.atomic():
                guard = services.set_guard(site=self.site, **said)
                log(
                    instance=guard,
                    action="hustings_signup.guard_forms",
                    user=self.request.user,
                    data={
                        "paused": sorted(said["paused"]),
                        "form_limit": said["form_limit"],
                        "captchas": guard.captchas,
                        "message": bool(said["message"]),
                    },
                )
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, gettext("Saved; it holds from the next page on."))
        return redirect("hustings_guards:index")
