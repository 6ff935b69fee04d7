"""Takes a signature, tells the count, and gives a signature back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from hustings_petitions import services
from hustings_petitions.acts import LINK_KIND
from hustings_petitions.models import PetitionPage, Signature
from hustings_signup import acts
from hustings_signup.forms import PublicForm
from hustings_signup.models import FormPageMixin, Link, Submission
from hustings_signup.views.acts import ActFormView, show_again
from hustings_signup.views.answers import private
from hustings_signup.views.links import behind_link
from hustings_signup.visits import Visit

#: Seconds any cache may keep the count; with `tick` every 5 the sum stays within 10.
COUNT_MAX_AGE = 4


class SignView(ActFormView):
    """Takes the form of a petition page."""

    page_model = PetitionPage

    def perform(self, *, page: PetitionPage, form: PublicForm, visit: Visit) -> Submission:
        """Store the signature; nothing counts before its mailbox confirms it."""
        return services.sign(
            page=page,
            person=form.person,
            asked=form.asked,
            notice=form.notice,
            visit=visit,
            locale=page.locale.language_code,
        )

    def _page(self, page_id: int) -> PetitionPage:
        return get_object_or_404(PetitionPage.objects.live().select_related("locale"), pk=page_id)

    def _answer(self, request: HttpRequest, page: FormPageMixin, *, held: str) -> HttpResponse:
        """As for every form; a petition that closes in this very moment says so."""
        try:
            return super()._answer(request, page, held=held)
        except services.PetitionClosed:
            return show_again(request, page, None, status=409)


@require_safe
def count(request: HttpRequest, page_id: int) -> HttpResponse:
    """The verified count of a public petition, as JSON that any cache may keep."""
    page = get_object_or_404(PetitionPage.objects.live(), pk=page_id)
    if page.get_site() != Site.find_for_request(request) or page.get_view_restrictions():
        raise Http404
    answer = JsonResponse(
        {
            "count": page.count,
            "goal": page.terms.goal,
            "state": page.current_phase,
            # What the script of the page puts into it: the words, and the length of the bar.
            "shown": page.count_grouped,
            "value": page.progress,
        }
    )
    answer.headers["Cache-Control"] = f"public, max-age={COUNT_MAX_AGE}"
    return answer


@behind_link(LINK_KIND)
def withdraw(request: HttpRequest, link: Link) -> HttpResponse:
    """A GET shows the button; its POST takes the signature back (consent.md R4, R8)."""
    submission = link.submission
    assert submission is not None  # noqa: S101 - this kind of link always has one
    signature = services.signature_of(submission)
    if request.method == "POST":
        if signature is not None:
            services.withdraw(signature=signature)
        return HttpResponseRedirect(request.path)
    act = acts.get(submission.act)
    context = {
        "title": act.title(submission),
        "page_url": act.page_url(submission),
        "counts": signature is not None and signature.state == Signature.State.CONFIRMED,
    }
    return private(TemplateResponse(request, "hustings_petitions/withdraw.html", context).render())
