"""The only writers of people and consent: verbs, keyword-only, each one transaction."""

from hustings_signup.services.confirming import confirm
from hustings_signup.services.indexing import index_missing, index_people
from hustings_signup.services.notices import publish_notice
from hustings_signup.services.releasing import release
from hustings_signup.services.renewing import ask_again, renew
from hustings_signup.services.resending import resend
from hustings_signup.services.submitting import submit
from hustings_signup.services.withdrawing import disown, record_act_withdrawn, withdraw

__all__ = [
    "ask_again",
    "confirm",
    "disown",
    "index_missing",
    "index_people",
    "publish_notice",
    "record_act_withdrawn",
    "release",
    "renew",
    "resend",
    "submit",
    "withdraw",
]
