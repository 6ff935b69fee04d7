"""The public form: a person, one unticked box per purpose, and two quiet guards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hustings_home import places
from hustings_signup import captchas, mailbox, neighbourhoods, phones, stamps
from hustings_signup.models import Notice
from hustings_signup.people import Person, clean_name

MAX_TYPED = 1000  # longer is refused in words, whatever the column holds

SOURCE = re.compile(r"[a-z0-9-]{0,16}")
#: The field with the boxes of neighbourhoods.
NEIGHBOURHOODS = "neighbourhoods"
#: The field of an optional guard.
CAPTCHA = "captcha"
EMAIL_MESSAGE = _("Enter a complete e-mail address, for example name@example.org.")


class NameField(forms.CharField):
    """A first or last name, cleaned; refuses web addresses and blanks."""

    def clean(self, value: Any) -> str:
        """The clean name; ValidationError in words."""
        raw = super().clean(value)
        try:
            name = clean_name(raw)
        except ValueError:
            raise ValidationError(_("Enter a name, without a web address.")) from None
        if self.required and not name:
            raise ValidationError(self.error_messages["required"], code="required")
        return name


class MailboxField(forms.CharField):
    """An e-mail address; cleans to a `Mailbox`."""

    widget = forms.EmailInput

    def clean(self, value: Any) -> mailbox.Mailbox:
        """The mailbox; ValidationError in words."""
        raw = super().clean(value)
        try:
            return mailbox.parse(raw)
        except mailbox.InvalidMailbox as error:
            if error.code == "long":
                raise ValidationError(_("This e-mail address is too long.")) from None
            raise ValidationError(EMAIL_MESSAGE) from None


def clean_postcode(typed: str) -> str:
    """Five digits for France, spaces dropped; other countries' codes pass as typed."""
    code = "".join(typed.split()).upper()
    if code and not (code.isascii() and code.replace("-", "").isalnum()):
        raise ValidationError(_("Enter a postcode of five digits, for example 59000."))
    if code.isdigit() and len(code) > 5:
        raise ValidationError(_("Enter a postcode of five digits, for example 59000."))
    return code


class PhoneField(forms.CharField):
    """A telephone number, never required: as typed, with single spaces."""

    widget = forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=MAX_TYPED, **options)

    def clean(self, value: Any) -> str:
        """The number or ""; ValidationError in words."""
        try:
            return phones.clean_number(super().clean(value))
        except ValueError:
            raise ValidationError(
                _("Enter a telephone number, for example 06 12 34 56 78, or leave it empty.")
            ) from None


def purpose_field(purpose: str) -> str:
    """The name of the box of a purpose: `purpose_updates_campaign`."""
    return f"purpose_{purpose.replace('.', '_')}"


class PublicForm(forms.Form):
    """Base of every public form. Subclasses add fields; `fields_left_out` drops some.

    After `is_valid()`: `person` and `asked` (purpose -> ticked).
    """

    #: The optional guard it shows; "" for none.
    captcha: str = ""
    #: Names of base fields this form does not ask for (least data).
    fields_left_out: tuple[str, ...] = ()
    #: Which of the base fields must be filled in; the e-mail always must.
    fields_required: tuple[str, ...] = ("given_name", "family_name")

    given_name = NameField(
        label=_("First name"),
        max_length=70,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your first name."),
            "max_length": _("This first name is too long: 70 characters at most."),
        },
    )
    family_name = NameField(
        label=_("Last name"),
        max_length=70,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your last name."),
            "max_length": _("This last name is too long: 70 characters at most."),
        },
    )
    email = MailboxField(
        label=_("E-mail address"),
        max_length=MAX_TYPED,
        help_text=_("To confirm. It is never published."),
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Enter your e-mail address."),
            "max_length": _("This e-mail address is too long."),
        },
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=12,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "postal-code", "inputmode": "numeric", "class": "short"}
        ),
        error_messages={
            "required": _("Enter your postcode."),
            "max_length": _("Enter a postcode of five digits, for example 59000."),
        },
    )
    # A field no person sees: only a program fills it in.
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)
    s = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        notice: Notice,
        act: str,
        source: str = "",
        offers_neighbourhoods: bool = False,
        **options: Any,
    ) -> None:
        """`notice` gives the boxes and their exact words; `source` is the `?s=` of the page."""
        self.notice, self.act = notice, act
        initial = {"stamp": stamps.new(act, notice), "s": source}
        super().__init__(data, initial=initial, label_suffix="", **options)
        self.use_required_attribute = False
        for name in self.fields_left_out:
            del self.fields[name]
        for name in self.fields_required:
            if name in self.fields:
                self.fields[name].required = True
        for offer in notice.boxes:
            self.fields[purpose_field(offer["purpose"])] = forms.BooleanField(
                label=offer["label"], help_text=offer["help_text"], required=False
            )
        if offers_neighbourhoods and notice.neighbourhoods:
            self.fields[NEIGHBOURHOODS] = self._neighbourhoods()
        self.order_fields(self._order())

    def _neighbourhoods(self) -> forms.MultipleChoiceField:
        """Boxes in one group; whatever was typed, none is ticked beforehand."""
        typed = self.data.get(self.add_prefix("postcode"), "")
        return forms.MultipleChoiceField(
            label=_("News of your neighbourhood"),
            help_text=_("As many as you like, or none. Your postcode chooses nothing for you."),
            choices=neighbourhoods.nearest_first(
                [(offer["purpose"], offer["label"]) for offer in self.notice.neighbourhoods],
                site_id=self.notice.site_id,
                postcode="".join(str(typed).split()),
            ),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            error_messages={
                "invalid_choice": _("One you chose is no longer offered. Choose among these.")
            },
        )

    def guard_with(self, captcha: str) -> None:
        """Show an optional guard (`hustings_signup.captchas`), never a required one."""
        self.captcha = captcha
        self.fields[CAPTCHA] = captchas.field(captcha)
        self.order_fields(self._order())

    def _order(self) -> list[str]:
        """The person, then what a subclass asks, then the boxes, then the guards."""
        base = ["given_name", "family_name", "email", "postcode"]
        boxes = [purpose_field(offer["purpose"]) for offer in self.notice.boxes]
        boxes.append(NEIGHBOURHOODS)
        guards = [CAPTCHA, "website", "stamp", "s"]
        own = [name for name in self.fields if name not in {*base, *boxes, *guards}]
        return [*base, *own, *boxes, *guards]

    def clean_postcode(self) -> str:
        """See `clean_postcode`."""
        return clean_postcode(self.cleaned_data["postcode"])

    def clean_s(self) -> str:
        """The source of the visit, when it looks like one."""
        source = self.cleaned_data["s"]
        is_known = len(source) <= 16 and all(
            c.isascii() and (c.isalnum() or c == "-") for c in source
        )
        return source if is_known else ""

    def clean(self) -> dict[str, Any]:
        """Refuses a form too old, not ours, or shown with other words; every value is kept."""
        cleaned = super().clean() or {}
        if not stamps.is_good(cleaned.get("stamp", ""), self.act, self.notice):
            # A fresh stamp goes into the page that is shown again.
            typed = cast(QueryDict, self.data).copy()
            typed[self.add_prefix("stamp")] = stamps.new(self.act, self.notice)
            self.data = typed
            raise ValidationError(
                _("This page is no longer up to date. Check your answers and send them again.")
            )
        return cleaned

    @property
    def looks_automatic(self) -> bool:
        """Whether the invisible field was filled in."""
        return bool(self.data.get(self.add_prefix("website"), "").strip())

    @property
    def person(self) -> Person:
        """Who filled it in, the town resolved from the postcode."""
        cleaned = self.cleaned_data
        code = cleaned.get("postcode", "")
        place = places.resolve(code) if code else None
        return Person(
            mailbox=cleaned["email"],
            given_name=cleaned.get("given_name", ""),
            family_name=cleaned.get("family_name", ""),
            postcode=code,
            town=place.town if place else "",
            department=place.department if place else "",
        )

    @property
    def asked(self) -> dict[str, bool]:
        """Each purpose offered with a box, and whether it was ticked."""
        boxes = {
            offer["purpose"]: self.cleaned_data[purpose_field(offer["purpose"])]
            for offer in self.notice.boxes
        }
        if NEIGHBOURHOODS in self.fields:
            chosen = self.cleaned_data[NEIGHBOURHOODS]
            boxes |= {
                box["purpose"]: box["purpose"] in chosen for box in self.notice.neighbourhoods
            }
        return boxes

    @property
    def as_typed(self) -> dict[str, Any]:
        """What was sent, for the evidence: the fields of this form, nothing else."""
        # A number stands in one place only, so that it can go when its purpose is over.
        left_out = {CAPTCHA, "stamp", "website", "phone"}
        typed = {
            name: str(self.data.get(self.add_prefix(name), ""))
            for name in self.fields
            if name not in left_out
        }
        if NEIGHBOURHOODS in typed:
            typed[NEIGHBOURHOODS] = ", ".join(self.cleaned_data[NEIGHBOURHOODS])
        return typed


class SignupForm(PublicForm):
    """News or volunteering: the e-mail, and a first name and postcode for who wants."""

    fields_left_out = ("family_name",)
    fields_required = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.notice.phone_label:
            self.fields["phone"] = PhoneField(
                label=_("Telephone (optional)"), help_text=self.notice.phone_label
            )
            self.order_fields(self._order())
