"""One mailing: its words, whom it reaches, the last look, how it goes and how it went."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.log_actions import log
from wagtail.models import Page

from hustings_mailings import audience, services
from hustings_mailings.models import Edition, Mailing, MailingSettings
from hustings_mailings.previewing import filled
from hustings_mailings.services import joining
from hustings_mailings.staff import figures
from hustings_mailings.staff.forms import MomentForm, ReleaseForm, SwitchForm
from hustings_mailings.staff.views import APPROVE, SEND, WRITE, MailingMixin
from hustings_signup import purposes

State = Mailing.State
#: Those in which nobody has got it yet.
BEFORE = (State.DRAFT, State.ASKED, State.SCHEDULED)


class MailingView(MailingMixin, TemplateView):
    """The GET shows where it stands; the POST lets a draft go, by its number or by approval."""

    template_name = "hustings_mailings/admin/mailing.html"

    def get_page_title(self) -> str:
        """The subject."""
        return self.mailing.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the list."""
        own = {"url": "", "label": self.get_page_title()}
        if not self.mailing.is_step:
            return self.crumbs(own)
        series = {"url": reverse("hustings_mailings:welcome"), "label": _("Welcome series")}
        return self.crumbs(series, own)

    @cached_property
    def editions(self) -> list[Edition]:
        """The words as they were taken; those of the page itself before its translations."""
        page = self.mailing.page
        own = page.locale.language_code if page else ""
        return sorted(self.mailing.editions.all(), key=lambda edition: edition.locale != own)

    @cached_property
    def needs_approval(self) -> bool:
        """Whether a second person lets it go."""
        stored = MailingSettings.objects.filter(site=self.mailing.site).first()
        return bool(stored and stored.needs_approval)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the state asks for."""
        mailing, state = self.mailing, self.mailing.state
        context = super().get_context_data(**kwargs) | {
            "mailing": mailing,
            "account": self.request.user,
            "list": purposes.label_of(mailing.purpose, mailing.site_id),
            "editions": [self._edition(edition) for edition in self.editions],
            "needs_approval": self.needs_approval,
            "may_send": self.may(SEND, mailing.site_id),
            "may_write": self.may(WRITE, mailing.site_id),
            "may_approve": self._may_approve(),
            "is_stale": state == State.DRAFT and self._is_stale(),
        }
        if mailing.is_step:
            return context | self._step(context.get("form"))
        if state in BEFORE:
            context |= self._audience()
        else:
            context["left_out"] = figures.reasons(mailing.left_out)
            context["results"] = figures.results(mailing)
            context["percent"] = round(100 * (mailing.total - mailing.left) / (mailing.total or 1))
        if state == State.DRAFT and not self.needs_approval:
            context.setdefault("form", ReleaseForm())
        if state == State.ASKED:
            context.setdefault("form", MomentForm())
        return context

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A refusal stands above the form, with what was typed."""
        approves = self.mailing.state == State.ASKED
        if not self.may(APPROVE if approves else SEND, self.mailing.site_id):
            return self.refuse()
        if self.mailing.is_step:
            form: forms.Form = SwitchForm(request.POST)
        else:
            form = (MomentForm if approves else ReleaseForm)(request.POST)
        if form.is_valid() and self._let_go(form, approves=approves):
            return redirect("hustings_mailings:mailing", self.mailing.pk)
        return self.render_to_response(self.get_context_data(form=form))

    def _let_go(self, form: forms.Form, *, approves: bool) -> bool:
        user: Any = self.request.user
        moment = form.cleaned_data.get("starts_at")
        action = "approve" if approves else "release"
        try:
            if self.mailing.is_step:
                action = "switch_on"
                if not services.switch_on(mailing=self.mailing, user=user):
                    return True
            elif approves:
                services.approve(mailing=self.mailing, user=user, starts_at=moment)
            else:
                typed = form.cleaned_data["typed"]
                services.release(mailing=self.mailing, user=user, typed=typed, starts_at=moment)
        except services.WrongNumber:
            form.add_error("typed", self._wrong_number(form.cleaned_data["typed"]))
            return False
        except (services.NotReady, services.NotAllowed) as refusal:
            form.add_error(None, str(refusal))
            return False
        log(instance=self.mailing, action=f"hustings_mailings.{action}", user=user)
        return True

    def _step(self, form: forms.Form | None) -> dict[str, Any]:
        """How far a step has come, and the form that switches it on for whoever may."""
        mailing, state = self.mailing, self.mailing.state
        found: dict[str, Any] = {"waiting": joining.waiting(mailing, at=timezone.now())}
        if mailing.started_at:
            found["results"] = figures.results(mailing)
        if state == State.ASKED:
            found["may_switch"] = self._may_approve()
        else:
            found["may_switch"] = state == State.DRAFT and not self.needs_approval
            found["may_switch"] &= self.may(SEND, mailing.site_id)
        if found["may_switch"]:
            found["form"] = form or SwitchForm()
        return found

    def _wrong_number(self, typed: int) -> str:
        shown = [
            formats.number_format(number, force_grouping=True)
            for number in (typed, audience.of(self.mailing).count)
        ]
        return _("You typed %(typed)s, but %(count)s people would get it now.") % {
            "typed": shown[0],
            "count": shown[1],
        }

    def _audience(self) -> dict[str, Any]:
        try:
            found = audience.of(self.mailing)
        except audience.NoAudience as refusal:
            return {"no_audience": str(refusal)}
        return {
            "audience": found,
            "left_out": figures.reasons(found.left_out),
            "readers": figures.readers(found, [edition.locale for edition in self.editions]),
        }

    def _edition(self, edition: Edition) -> dict[str, Any]:
        html, text = filled(
            edition.html,
            edition.text,
            locale=edition.locale,
            base=self.mailing.site.root_url,
        )
        return {
            "edition": edition,
            "language": figures.language_name(edition.locale),
            "html": html,
            "text": text,
        }

    def _is_stale(self) -> bool:
        """Whether the page, or a translation, went public anew after its words were taken."""
        page = self.mailing.page
        if page is None or not self.editions:
            return False
        same = Page.objects.live().filter(translation_key=page.translation_key)
        taken = min(edition.frozen_at for edition in self.editions)
        return same.filter(last_published_at__gt=taken).exists()

    def _may_approve(self) -> bool:
        mailing, user = self.mailing, self.request.user
        return self.may(APPROVE, mailing.site_id) and user.pk not in (
            mailing.asked_by_id,
            mailing.made_by_id,
        )
