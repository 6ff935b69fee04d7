"""One person's proof on paper: for the person, a journalist, a court or the authority."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import TemplateView
from wagtail.log_actions import log

from hustings_home.models import IdentitySettings
from hustings_signup import purposes
from hustings_signup.models import LedgerSeal, PeoplePermission
from hustings_signup.proof import checkpoints
from hustings_signup.staff.person import PersonMixin, suppression_of
from hustings_signup.staff.proof import proofs


class PrintProofView(PersonMixin, TemplateView):
    """A page without the admin around it, laid out for A4. Logged like opening the record."""

    permission = PeoplePermission.OPEN
    template_name = "hustings_signup/admin/proof_print.html"
    page_title = gettext_lazy("Proof to print")

    def get_page_title(self) -> str:
        """Without a name: browsers print it on every sheet, and propose it for the file."""
        return gettext("Proof of consent, %(person)s") % {"person": self.supporter}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever prints leaves a trace, as whoever opens."""
        log(instance=self.supporter, action="hustings_signup.print", user=request.user)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Statements oldest first, each notice once, and how far the ledger is sealed."""
        found = list(reversed(proofs(self.supporter)))
        notices = {proof.notice.pk: proof.notice for proof in found if proof.notice}
        return super().get_context_data(**kwargs) | {
            "supporter": self.supporter,
            "identity": IdentitySettings.read(self.supporter.site),
            "subscriptions": [
                (purposes.label_of(row.purpose, self.supporter.site_id), row)
                for row in self.supporter.subscriptions.order_by("purpose")
            ],
            "suppression": suppression_of(self.supporter),
            "proofs": found,
            "notices": list(notices.values()),
            "seal": LedgerSeal.objects.defer("leaves").order_by("-number").first(),
            "checkpoint": checkpoints.last(),
            "printed_at": timezone.now(),
        }
