"""The only writers of what is shared with Mailchimp."""

from hustings_mailchimp.services.following import compare, follow
from hustings_mailchimp.services.marking import forget, mark, to_look_up
from hustings_mailchimp.services.pushing import push
from hustings_mailchimp.services.reconciling import reconcile
from hustings_mailchimp.services.switching import (
    choose,
    clear_out,
    switch_off,
    switch_on,
    try_again,
)

__all__ = [
    "choose",
    "clear_out",
    "compare",
    "follow",
    "forget",
    "mark",
    "push",
    "reconcile",
    "switch_off",
    "switch_on",
    "to_look_up",
    "try_again",
]
