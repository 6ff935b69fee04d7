"""The signed stamp of a form: that we made it, how old it is, and which words it showed."""

from datetime import timedelta

from hustings_signup import keys
from hustings_signup.models import Notice

# A cached page may be a day old; beyond that the form is shown again with its values kept.
MAX_AGE = timedelta(hours=25)


def new(act: str, notice: Notice) -> str:
    """A stamp for one kind of form under the words it is shown with."""
    return keys.seal(f"{act} {notice.sha256}", context="stamp")


def is_good(stamp: str, act: str, notice: Notice) -> bool:
    """Whether we made it for this form, within 25 hours, and the words are still in force.

    After a new version nobody may be recorded as having agreed to words they did not see.
    """
    found = keys.unseal(stamp, context="stamp", max_age=int(MAX_AGE.total_seconds()))
    return found == f"{act} {notice.sha256}"
