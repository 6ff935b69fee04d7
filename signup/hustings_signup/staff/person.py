"""One person's page, and the only thing staff may do to a consent: end it when asked (R9)."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from hustings_signup import keys, purposes, services
from hustings_signup.models import (
    ConsentRecord,
    PeoplePermission,
    Subscription,
    Supporter,
    Suppression,
)
from hustings_signup.staff import timeline
from hustings_signup.staff.proof import proofs
from hustings_signup.staff.views import PeopleMixin

#: What can still be ended.
LIVE = (Subscription.State.ACTIVE, Subscription.State.PENDING)
#: In the session: whose page shows again after a change made on it.
REOPENED = "hustings_reopened"


@method_decorator(never_cache, name="dispatch")
class PersonMixin(PeopleMixin):
    """Finds the supporter among the sites of the permission; any other is a 404."""

    header_icon = "user"
    kwargs: dict[str, Any]

    @cached_property
    def supporter(self) -> Supporter:
        """The person of the address."""
        return get_object_or_404(
            Supporter.objects.select_related("site", "subject_link"),
            pk=self.kwargs["pk"],
            site__in=self.site_ids,
        )

    @property
    def live(self) -> QuerySet[Subscription]:
        """Subscriptions that can be ended."""
        return self.supporter.subscriptions.filter(state__in=LIVE).order_by("purpose")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, the list, "Supporter 42": the title never holds a name (it is in histories)."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("hustings_people:index"), "label": gettext("Supporters")},
            {
                "url": reverse("hustings_people:person", args=[self.supporter.pk]),
                "label": str(self.supporter),
            },
        ]


class PersonView(PersonMixin, TemplateView):
    """Who it is, what stands, all that happened, and each consent with its proof."""

    permission = PeoplePermission.OPEN
    template_name = "hustings_signup/admin/person.html"

    def get_page_title(self) -> str:
        """Without a name."""
        return str(self.supporter)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Opening a record is itself logged (consent.md R17), but not each change made on it."""
        if request.session.pop(REOPENED, None) != self.supporter.pk:
            log(instance=self.supporter, action="hustings_signup.open", user=request.user)
        return super().get(request, *args, **kwargs)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Printing; withdrawing, where something can still be withdrawn; erasing."""
        site_id = self.supporter.site_id
        url = reverse("hustings_people:print", args=[self.supporter.pk])
        found = [HeaderButton(gettext("Proof to print"), url=url, icon_name="doc-full")]
        if self.allows(PeoplePermission.REDUCE, site_id) and self.live.exists():
            url = reverse("hustings_people:withdraw", args=[self.supporter.pk])
            found.append(HeaderButton(gettext("Withdraw a consent"), url=url, icon_name="cross"))
        if self.allows(PeoplePermission.ERASE, site_id):
            url = reverse("hustings_people:erase", args=[self.supporter.pk])
            found.append(HeaderButton(gettext("Erase"), url=url, icon_name="bin"))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything the page shows."""
        found = proofs(self.supporter)
        subscriptions = [
            (purposes.label_of(row.purpose, self.supporter.site_id), row)
            for row in self.supporter.subscriptions.order_by("purpose")
        ]
        return super().get_context_data(**kwargs) | {
            "supporter": self.supporter,
            "subscriptions": subscriptions,
            "suppression": suppression_of(self.supporter),
            "proofs": found,
            "timeline": timeline.entries(self.supporter, found),
            **self.relations(),
        }

    def relations(self) -> dict[str, Any]:
        """Tags, notes and follow-ups, for those who keep them."""
        from hustings_signup.staff.relations import relations

        if not self.allows(PeoplePermission.RELATE, self.supporter.site_id):
            return {}
        return {"relations": relations(self.supporter, cast(User, self.request.user))}


def come_back(view: PersonMixin, fragment: str) -> HttpResponse:
    """The person's page once more after a change, or the list for who may not open one."""
    supporter = view.supporter
    if not view.allows(PeoplePermission.OPEN, supporter.site_id):
        return redirect("hustings_people:index")
    view.request.session[REOPENED] = supporter.pk
    url = reverse("hustings_people:person", args=[supporter.pk])
    return redirect(f"{url}#{fragment}" if fragment else url)


def suppression_of(supporter: Supporter) -> Suppression | None:
    """The row that says to leave this mailbox alone, if there is one."""
    return Suppression.objects.filter(
        site_id=supporter.site_id,
        mailbox_hash__in=keys.keyed_hashes(supporter.email_canonical, context="suppression"),
    ).first()


class WithdrawForm(forms.Form):
    """Which purposes the person wants to end; at least one, none ticked beforehand."""

    purposes = forms.MultipleChoiceField(
        label=_("What the person asked to stop"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )
    asked = forms.BooleanField(
        label=_("The person asked for this."),
        help_text=_("It cannot be undone here: only the person can say yes again."),
    )

    def __init__(
        self, *args: Any, live: QuerySet[Subscription], site_id: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = cast(forms.MultipleChoiceField, self.fields["purposes"])
        offered.choices = [
            (row.purpose, f"{purposes.label_of(row.purpose, site_id)} ({row.get_state_display()})")
            for row in live
        ]


class WithdrawView(PersonMixin, FormView):
    """GET shows what would end; POST ends it."""

    permission = PeoplePermission.REDUCE
    form_class = WithdrawForm
    template_name = "hustings_signup/admin/withdraw.html"
    page_title = _("Withdraw a consent")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Adds what can be ended."""
        return super().get_form_kwargs() | {
            "live": self.live,
            "site_id": self.supporter.site_id,
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """One step below the person."""
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the person."""
        return super().get_context_data(**kwargs) | {
            "supporter": self.supporter,
            "person_url": self.get_success_url(),
        }

    def get_success_url(self) -> str:
        """Back to the person, or to the list for those who may not open one."""
        if self.allows(PeoplePermission.OPEN, self.supporter.site_id):
            return reverse("hustings_people:person", args=[self.supporter.pk])
        return reverse("hustings_people:index")

    def form_valid(self, form: WithdrawForm) -> HttpResponse:
        """One transaction in the service; the log holds purposes, never a name."""
        with transaction.atomic():
            ended = services.withdraw(
                supporter=self.supporter,
                purpose_keys=form.cleaned_data["purposes"],
                channel=ConsentRecord.Channel.ADMIN,
                actor=ConsentRecord.Actor.STAFF,
            )
            log(
                instance=self.supporter,
                action="hustings_signup.withdraw",
                user=self.request.user,
                data={"purposes": ended, "site": self.supporter.site_id},
            )
        site_id = self.supporter.site_id
        names = ", ".join(purposes.label_of(key, site_id) for key in ended)
        messages.success(self.request, gettext("Withdrawn: %(names)s.") % {"names": names})
        return super().form_valid(form)
