"""The mails about a signature, for staff to look at."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hustings_petitions import services
from hustings_petitions.acts import SIGN
from hustings_signup import rehearsing
from hustings_signup.models import Outbox, Submission
from hustings_signup.rehearsing import Scene, Stage


def connect() -> None:
    """Called once, when the app starts."""
    rehearsing.register(
        Scene("petition.confirm", _("Petition: asks to confirm"), _confirm),
        Scene("petition.confirmed", _("Petition: says that it counts"), _confirmed),
    )


def _signed(stage: Stage) -> Submission:
    return services.sign(**stage.form(stage.page(SIGN)))


def _confirm(stage: Stage) -> Outbox:
    return stage.mail("confirm", submission=_signed(stage))


def _confirmed(stage: Stage) -> Outbox:
    return stage.mail("confirmed", submission=stage.confirmed(_signed(stage)))
