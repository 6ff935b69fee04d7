"""The only writers of people and consent: verbs, keyword-only, each one transaction."""

from hustings_signup.services.checking import check_captcha, settle_captcha, settle_forgotten
from hustings_signup.services.confirming import confirm
from hustings_signup.services.declaring import (
    correct_processor,
    declare_processor,
    end_processor,
)
from hustings_signup.services.erasing import erase
from hustings_signup.services.following_up import (
    ask_follow_up,
    claim_follow_up,
    close_follow_up,
    hand_back_follow_up,
)
from hustings_signup.services.going_on import go_on
from hustings_signup.services.guarding import list_pattern, set_guard, unlist_pattern
from hustings_signup.services.indexing import index_missing, index_people
from hustings_signup.services.merging import NotMergeable, merge
from hustings_signup.services.neighbourhoods import save_neighbourhood
from hustings_signup.services.notices import publish_notice
from hustings_signup.services.noting import change_note, delete_note, write_note
from hustings_signup.services.releasing import release
from hustings_signup.services.renewing import ask_again, renew
from hustings_signup.services.requesting import (
    MailboxFull,
    answer_request,
    extend_request,
    receive_request,
    why_not_extended,
)
from hustings_signup.services.resending import resend
from hustings_signup.services.segmenting import delete_segment, save_segment
from hustings_signup.services.sending_forms import refuse_forms, send_form
from hustings_signup.services.staying import stay, stay_in_touch
from hustings_signup.services.submitting import submit
from hustings_signup.services.tagging import InvalidTag, tag, untag
from hustings_signup.services.volunteering import sign_up
from hustings_signup.services.withdrawing import disown, record_act_withdrawn, withdraw

__all__ = [
    "InvalidTag",
    "MailboxFull",
    "NotMergeable",
    "answer_request",
    "ask_again",
    "ask_follow_up",
    "change_note",
    "check_captcha",
    "claim_follow_up",
    "close_follow_up",
    "confirm",
    "correct_processor",
    "declare_processor",
    "delete_note",
    "delete_segment",
    "disown",
    "end_processor",
    "erase",
    "extend_request",
    "go_on",
    "hand_back_follow_up",
    "index_missing",
    "index_people",
    "list_pattern",
    "merge",
    "publish_notice",
    "receive_request",
    "record_act_withdrawn",
    "refuse_forms",
    "release",
    "renew",
    "resend",
    "save_neighbourhood",
    "save_segment",
    "send_form",
    "set_guard",
    "settle_captcha",
    "settle_forgotten",
    "sign_up",
    "stay",
    "stay_in_touch",
    "submit",
    "tag",
    "unlist_pattern",
    "untag",
    "why_not_extended",
    "withdraw",
    "write_note",
]
