"""The mails about a registration, for staff to look at."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hustings_events import services
from hustings_events.acts import REGISTER
from hustings_events.models import Registration
from hustings_events.services.queueing import MOVED_UP
from hustings_signup import outbox, rehearsing
from hustings_signup.models import Outbox, Submission
from hustings_signup.rehearsing import Scene, Stage


def connect() -> None:
    """Called once, when the app starts."""
    rehearsing.register(
        Scene("event.confirm", _("Event: asks to confirm"), _confirm),
        Scene("event.confirmed", _("Event: says who is expected"), _confirmed),
        Scene("event.moved_up", _("Event: a place came free"), _moved_up),
    )


def _registered(stage: Stage) -> Submission:
    return services.register(**stage.form(stage.page(REGISTER)), party_size=2)


def _confirm(stage: Stage) -> Outbox:
    return stage.mail("confirm", submission=_registered(stage))


def _confirmed(stage: Stage) -> Outbox:
    return stage.mail("confirmed", submission=stage.confirmed(_registered(stage)))


def _moved_up(stage: Stage) -> Outbox:
    """As after the waiting list, however full the event is."""
    submission = stage.confirmed(_registered(stage))
    Registration.objects.filter(submission=submission).update(state=Registration.State.REGISTERED)
    return outbox.queue(
        MOVED_UP, supporter=submission.supporter, submission=submission, at=stage.at
    )
