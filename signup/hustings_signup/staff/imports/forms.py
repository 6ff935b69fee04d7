"""What an import asks: the file and where it is from, what each column is, the number typed."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_signup import purposes
from hustings_signup.importing import checking, tagwords
from hustings_signup.importing.tagwords import Kind
from hustings_signup.importing.targets import Target
from hustings_signup.models import ImportBatch


class FilesInput(forms.ClearableFileInput):
    """Takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploaded files."""

    widget = FilesInput(attrs={"accept": ".csv,.txt,.zip"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each one cleaned."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files]


class UploadForm(forms.Form):
    """Nothing is imported by it: the file is read and looked at first."""

    site = forms.ModelChoiceField(
        label=_("Site"), queryset=Site.objects.none(), help_text=_("One file, one site.")
    )
    people_file = FilesField(
        label=_("File"),
        help_text=_("CSV, or the zip of a Mailchimp audience export; its three files may also "
                    "come together."),
    )  # fmt: skip
    origin = forms.CharField(
        label=_("Where the file comes from"),
        max_length=200,
        help_text=_("As the people in it should read it, for example: the newsletter of our 2022 "
                    "campaign."),
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label=_("What these people agreed to, or are to be asked for"), choices=()
    )
    locale = forms.ChoiceField(
        label=_("Language, where the file does not say"), choices=settings.LANGUAGES
    )

    def __init__(self, *args: Any, sites: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.ModelChoiceField, self.fields["site"])
        choice.queryset = Site.objects.filter(pk__in=[site.pk for site in sites])
        self.only_site = sites[0] if len(sites) == 1 else None
        if self.only_site:
            del self.fields["site"]
        lists = cast(forms.ChoiceField, self.fields["purpose"])
        lists.choices = [
            (purpose.key, purpose.label)
            for purpose in purposes.list_purposes(site.pk for site in sites)
        ]

    def clean(self) -> dict[str, Any]:
        """The one site needs no choice."""
        cleaned = super().clean() or self.cleaned_data
        if self.only_site:
            cleaned["site"] = self.only_site
        site = cleaned.get("site")
        known = {one.key for one in purposes.list_purposes([site.pk])} if site else set()
        if site and cleaned.get("purpose") not in {None, *known}:
            self.add_error("purpose", _("This site has no such neighbourhood."))
        return cleaned


class ColumnsForm(forms.Form):
    """One choice per column, and the words people agreed to, where they are known."""

    words = forms.CharField(
        label=_("The exact words these people agreed to"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only if every person of the file saw these words and you can show it. "
                    "Without them nobody is imported as agreed: they are asked once."),
    )  # fmt: skip
    words_source = forms.CharField(
        label=_("Where these words stood"), required=False, max_length=200,
        help_text=_("The form, page, sheet or event, and when."),
    )  # fmt: skip
    is_known = forms.BooleanField(
        label=_("We hold a copy of that form or sheet with these words."), required=False
    )
    notes_read = forms.BooleanField(
        label=_("We have read the notes of the file: each person may read theirs."),
        required=False,
        help_text=_("“My data” shows every note. Take out of the file what tells of health, "
                    "religion, origin, opinions about parties, or of others; or leave the notes "
                    "out."),
    )  # fmt: skip

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        self.columns = batch.columns
        for number, column in enumerate(self.columns):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=column,
                choices=Target.choices,
                required=False,
                initial=batch.mapping[column],
            )
        self.fields["words"].initial = batch.words
        self.fields["words_source"].initial = batch.words_source

    @property
    def mapping(self) -> dict[str, str]:
        """What each column becomes."""
        return {
            column: self.cleaned_data[f"column_{number}"]
            for number, column in enumerate(self.columns)
        }

    def clean(self) -> dict[str, Any]:
        """Words without a place and a copy are no proof; notes nobody read do not come in."""
        cleaned = super().clean() or self.cleaned_data
        is_note = Target.NOTE in {cleaned.get(name) for name in cleaned if "column_" in name}
        if is_note and not cleaned.get("notes_read"):
            self.add_error("notes_read", _("Tick this, or leave the notes out above."))
        if cleaned.get("words", "").strip():
            if not cleaned.get("words_source", "").strip():
                self.add_error("words_source", _("Say where these words stood."))
            if not cleaned.get("is_known"):
                self.add_error("is_known", _("Words nobody can show are no proof."))
        return cleaned

    def save(self) -> bool:
        """Keep it; False, with an error, when the columns cannot be right or it is too late."""
        words = self.cleaned_data["words"].strip()
        try:
            kept = checking.assign(
                batch=self.batch,
                mapping=self.mapping,
                words=words,
                source=self.cleaned_data["words_source"] if words else "",
            )
        except checking.WrongMapping as error:
            said = {
                "email": _("One column must be the e-mail address."),
                "twice": _("Two columns cannot be the same thing."),
                "tags": _("The column of tags holds something else: there are thousands."),
            }
            self.add_error(None, said[error.code])
            return False
        if not kept:
            self.add_error(None, _("This import has already begun."))
        return kept


class TagsForm(forms.Form):
    """Which words are put on people; none is ticked beforehand (GDPR art. 25(2))."""

    all_words = forms.BooleanField(label=_("Take all of the first list"), required=False)
    words = forms.MultipleChoiceField(
        label=_("Tags of the file"), required=False, widget=forms.CheckboxSelectMultiple
    )
    care = forms.MultipleChoiceField(
        label=_("Better left out"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Facts of the other tool (who attended, gave, was called), and words that may "
                    "tell of health or opinions. They become neither registrations nor signatures "
                    "here: those are each person's own act."),
    )  # fmt: skip

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        offered = tagwords.choosable(batch)
        for name, kind in (("words", Kind.WORD), ("care", Kind.CARE)):
            tags = [tag for tag in offered if tag.kind is kind]
            choices = [(tag.name, f"{tag.name} ({tag.people})") for tag in tags]
            if choices:
                field = cast(forms.MultipleChoiceField, self.fields[name])
                field.choices = choices
                field.initial = [tag.name for tag in tags if tag.name in batch.tags_taken]
            else:
                del self.fields[name]
        if "words" not in self.fields:
            del self.fields["all_words"]

    def save(self) -> bool:
        """Keep the choice; False, with an error, when it is too late."""
        cleaned = self.cleaned_data
        names = [*cleaned.get("words", ()), *cleaned.get("care", ())]
        all_words = cleaned.get("all_words", False)
        kept = checking.choose_tags(batch=self.batch, names=names, all_words=all_words)
        if not kept:
            self.add_error(None, _("This import has already begun."))
        return kept


class ConfirmForm(forms.Form):
    """The number of people, typed: a press is too quick for thousands."""

    typed = forms.IntegerField(label=_("Type the number of people to import"), min_value=0)
