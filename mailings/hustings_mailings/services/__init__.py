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

__all__ = [
    "UNDO",
    "NotAllowed",
    "NotReady",
    "WrongNumber",
    "approve",
    "ask_approval",
    "call_back",
    "cancel",
    "edit",
    "pause",
    "prepare",
    "release",
    "renew",
    "resume",
    "send_sample",
]
