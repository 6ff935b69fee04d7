"""What the team keeps about a person, on that person's page: tags, notes, what is to be done."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.log_actions import log

from hustings_signup import services
from hustings_signup.models import Note, PeoplePermission, Submission, Supporter
from hustings_signup.services.tagging import InvalidTag, tag_name
from hustings_signup.staff import timeline
from hustings_signup.staff.person import PersonMixin, come_back
from hustings_signup.staff.tag_choices import OFFERED, tag_choices
from hustings_signup.staff.widgets import DayInput


class TagForm(forms.Form):
    """One word; those in use are offered."""

    name = forms.CharField(
        label=_("Tag"),
        max_length=40,
        widget=forms.TextInput(attrs={"list": "hustings-tags", "autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        """The tag as it is kept."""
        try:
            return tag_name(self.cleaned_data["name"])
        except InvalidTag:
            raise forms.ValidationError(_("Write a word of up to 40 characters.")) from None


class NoteForm(forms.Form):
    """The warning stands beside the field: the person may read it."""

    text = forms.CharField(
        label=_("Note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "This person may read it: “my data” shows every note. Write what they told you, and "
            "nothing about health, religion, origin or others."
        ),
    )


class FollowUpForm(forms.Form):
    """What and by when."""

    what = forms.CharField(label=_("What is to be done"), max_length=250)
    due_on = forms.DateField(label=_("By"), required=False, widget=DayInput)


def relations(supporter: Supporter, user: User) -> dict[str, Any]:
    """What the person's page shows of it, and the empty forms."""
    return {
        "taggings": supporter.taggings.select_related("tag").order_by("tag__slug"),
        "tags_offered": [name for _slug, name in tag_choices([supporter.site_id])[:OFFERED]],
        "notes": supporter.notes.select_related("batch"),
        "open_follow_ups": supporter.follow_ups.filter(done_at=None).order_by(
            F("due_on").asc(nulls_last=True), "pk"
        ),
        "today": timezone.localdate(),
        "first_act": first_act(supporter),
        "tag_form": TagForm(),
        "note_form": NoteForm(),
        "follow_up_form": FollowUpForm(),
        "reader": user,
    }


def first_act(supporter: Supporter) -> tuple[Submission, str] | None:
    """The first thing this person confirmed, with its title."""
    confirmed = Submission.objects.filter(supporter=supporter, confirmed_at__isnull=False)
    found = confirmed.select_related("page").order_by("confirmed_at", "pk").first()
    return (found, timeline.title_of(found)) if found else None


class RelateView(PersonMixin, View):
    """A POST from the person's page, which then shows again; nothing changes on GET."""

    permission = PeoplePermission.RELATE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Back to the person."""
        return come_back(self, "")

    def user(self) -> User:
        """Who acts; the admin is closed to visitors."""
        return cast(User, self.request.user)

    def refuse(self, form: forms.Form) -> None:
        """Say what was wrong; the field is short enough to type again."""
        for problems in form.errors.values():
            for problem in problems:
                messages.error(self.request, problem)


class AddTagView(RelateView):
    """Puts a tag on the person."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Twice the same is once."""
        form = TagForm(request.POST)
        if form.is_valid():
            services.tag(
                site=self.supporter.site,
                people=[self.supporter],
                name=form.cleaned_data["name"],
                user=self.user(),
            )
        else:
            self.refuse(form)
        return come_back(self, "relations")


class RemoveTagView(RelateView):
    """Takes a tag off."""

    def post(self, request: HttpRequest, pk: int, tag_id: int) -> HttpResponse:
        """Logged, since no row tells of it any more."""
        with transaction.atomic():
            if services.untag(supporter=self.supporter, tag_id=tag_id):
                log(instance=self.supporter, action="hustings_signup.untag", user=request.user)
        return come_back(self, "relations")


class AddNoteView(RelateView):
    """Keeps a note."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """By the user, now."""
        form = NoteForm(request.POST)
        if form.is_valid():
            services.write_note(
                supporter=self.supporter, text=form.cleaned_data["text"], author=self.user()
            )
        else:
            self.refuse(form)
        return come_back(self, "relations")


class ChangeNoteView(PersonMixin, FormView):
    """Its author changes or deletes a note; for anyone else it does not exist."""

    permission = PeoplePermission.RELATE
    form_class = NoteForm
    template_name = "hustings_signup/admin/note.html"
    page_title = _("Change a note")

    def note(self) -> Note:
        """The user's own note about this person."""
        own = self.supporter.notes.filter(author=cast(User, self.request.user))
        return get_object_or_404(own, pk=self.kwargs["note_id"])

    def get_initial(self) -> dict[str, Any]:
        """The text as it stands."""
        return {"text": self.note().text}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """One step below the person."""
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the way back."""
        person_url = reverse("hustings_people:person", args=[self.supporter.pk])
        return super().get_context_data(**kwargs) | {"person_url": person_url}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """One button saves, the other deletes."""
        note, author = self.note(), cast(User, request.user)
        if "delete" in request.POST:
            with transaction.atomic():
                services.delete_note(note=note, author=author)
                log(instance=self.supporter, action="hustings_signup.unnote", user=author)
            messages.success(request, gettext("The note is deleted."))
            return come_back(self, "relations")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: NoteForm) -> HttpResponse:
        """The text is replaced; the day of the change stays beside it."""
        services.change_note(
            note=self.note(),
            text=form.cleaned_data["text"],
            author=cast(User, self.request.user),
        )
        return come_back(self, "relations")


class AskFollowUpView(RelateView):
    """Puts something to do into the queue, from the person's page."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever has time claims it."""
        form = FollowUpForm(request.POST)
        if form.is_valid():
            services.ask_follow_up(
                supporter=self.supporter,
                what=form.cleaned_data["what"],
                due_on=form.cleaned_data["due_on"],
                asked_by=self.user(),
            )
        else:
            self.refuse(form)
        return come_back(self, "relations")


class TagManyView(RelateView):
    """Tags the people ticked in the list. Tags find people; they never choose who gets mail."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Back to the list."""
        return redirect("hustings_people:index")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """People of several sites get the tag of their own site."""
        form = TagForm(request.POST)
        ticked = [pk for pk in request.POST.getlist("person") if pk.isdecimal()][:500]
        people = list(
            Supporter.objects.filter(pk__in=ticked, site__in=self.site_ids).select_related("site")
        )
        if not form.is_valid():
            self.refuse(form)
        elif not people:
            messages.warning(request, gettext("Tick at least one person."))
        else:
            name = form.cleaned_data["name"]
            for site in {person.site for person in people}:
                services.tag(site=site, people=people, name=name, user=self.user())
            messages.success(
                request,
                gettext("People who wear the tag “%(name)s” now: %(count)s of those ticked.")
                % {"name": name, "count": len(people)},
            )
        query = request.POST.get("query", "")
        return redirect(f"{reverse('hustings_people:index')}?{query}".rstrip("?"))
