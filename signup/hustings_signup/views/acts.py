"""Takes a public form: checks, hands over to a service, answers the same to everyone."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Page, Site

from hustings_signup import captchas, keys, proofs, services
from hustings_signup.forms import CAPTCHA, PublicForm
from hustings_signup.guards import Origin, origin_of
from hustings_signup.models import FormPageMixin, SignupPage, Submission
from hustings_signup.views.answers import refuse
from hustings_signup.visits import Visit, client_ip

MAX_BODY = 256 * 1024
FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}


@method_decorator(csrf_exempt, name="dispatch")
class ActFormView(View):
    """Subclass with `page_model` and `perform`. Carries no authority, so no CSRF cookie."""

    http_method_names = ["get", "head", "post"]
    page_model: ClassVar[type[Page]]

    def http_method_not_allowed(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """A page of our own instead of an empty 405."""
        response = refuse(request, 405)
        response.headers["Allow"] = ", ".join(self._allowed_methods())  # type: ignore[attr-defined]
        return response

    def perform(self, *, page: Any, form: PublicForm, visit: Visit) -> Submission:
        """Call the plugin's service; what it returns never shows in the answer."""
        raise NotImplementedError(f"{type(self).__name__}.perform")

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """The address of a form is not a page: back to the page that carries it."""
        return HttpResponseRedirect(self._page(page_id).get_url(request) or "/")

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Errors show the page again (422) with every value kept; success redirects."""
        if request.content_type not in FORM_TYPES:
            return refuse(request, 415)
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
            return refuse(request, 413)
        origin = origin_of(request)
        if origin is Origin.REFUSE:
            return refuse(request, 403)
        page = self._page(page_id)
        if Site.find_for_request(request) != page.get_site():
            return refuse(request, 404)
        for restriction in page.get_view_restrictions():
            if not restriction.accept_request(request):
                return refuse(request, 404)
        with translation.override(page.locale.language_code):
            return self._answer(request, page, held="" if origin is Origin.ACCEPT else "no_origin")

    def _page(self, page_id: int) -> Any:
        return get_object_or_404(self.page_model.objects.live(), pk=page_id)

    def _answer(self, request: HttpRequest, page: FormPageMixin, *, held: str) -> HttpResponse:
        form = page.get_public_form(request, request.POST)
        if form is None or page.accepts_now(request):
            return show_again(request, page, None, status=409)
        if not form.is_valid():
            return show_again(request, page, form, status=422)
        if not form.looks_automatic:
            visit = Visit(
                ip=client_ip(request),
                user_agent=request.headers.get("User-Agent", "")[:300],
                path=page.get_url(request) or "",
                source=form.cleaned_data["s"],
                payload=form.as_typed,
                held_reason=held,
                **_captcha(form),
            )
            self.perform(page=page, form=form, visit=visit)
        return HttpResponseRedirect(almost_there_url(page, form))


def _captcha(form: PublicForm) -> dict[str, Any]:
    """What the optional guard of the form gave; a proof of work is spent by it."""
    token = form.cleaned_data.get(CAPTCHA, "")
    if form.captcha == captchas.PROOF:
        return {"is_unproven": not proofs.spend(token, at=timezone.now())}
    return {"captcha_token": token} if form.captcha == captchas.RECAPTCHA else {}


def show_again(
    request: HttpRequest, page: Any, form: PublicForm | None, *, status: int
) -> HttpResponse:
    """The page of a form with what is wrong with it, or why it takes nothing any more."""
    context = page.get_context(request, form=form)
    # Rendered here and now, while the page's language is active.
    response = TemplateResponse(request, page.get_template(request), context, status=status)
    add_never_cache_headers(response.render())
    return response


def almost_there_url(page: Any, form: PublicForm) -> str:
    """The page after the form: an encrypted hour-long token with what was typed, no row id."""
    told = {"page": page.pk, "act": form.act, "email": form.cleaned_data["email"].typed}
    sealed = keys.seal(json.dumps(told), context="almost-there")
    return reverse("hustings_signup:almost_there", args=[sealed])


class SignupView(ActFormView):
    """Takes the form of a sign-up page."""

    page_model = SignupPage

    def perform(self, *, page: SignupPage, form: PublicForm, visit: Visit) -> Submission:
        """Store the sign-up."""
        return services.sign_up(
            phone=form.cleaned_data.get("phone", ""),
            act=page.act,
            act_ref=f"page:{page.translation_key}",
            page=page,
            person=form.person,
            asked=form.asked,
            notice=form.notice,
            visit=visit,
            locale=page.locale.language_code,
        )
