"""The only writers of mailings: verbs, keyword-only, each one transaction."""

from hustings_mailings.services.pausing import cancel, pause, resume
from hustings_mailings.services.preparing import NotReady, edit, prepare, renew
from hustings_mailings.services.releasing import (
    UNDO,
    NotAllowed,
    WrongNumber,
    approve,
    ask_approval,
    call_back,
    release,
)
from hustings_mailings.services.testing import send_sample
from hustings_mailings.services.welcoming import add_step, ask_for_step, switch_off, switch_on

__all__ = [
    "UNDO",
    "NotAllowed",
    "NotReady",
    "WrongNumber",
    "add_step",
    "approve",
    "ask_approval",
    "ask_for_step",
    "call_back",
    "cancel",
    "edit",
    "pause",
    "prepare",
    "release",
    "renew",
    "resume",
    "send_sample",
    "switch_off",
    "switch_on",
]
