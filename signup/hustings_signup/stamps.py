"""The signed time stamp of a form: proves that we made it, and how old it is."""

from datetime import timedelta

from hustings_signup import keys

# A cached page may be a day old; beyond that the form is shown again with its values kept.
MAX_AGE = timedelta(hours=25)


def new(act: str) -> str:
    """A stamp for one kind of form."""
    return keys.seal(act, context="stamp")


def is_good(stamp: str, act: str) -> bool:
    """Whether we made it for this kind of form within the last 25 hours."""
    found = keys.unseal(stamp, context="stamp", max_age=int(MAX_AGE.total_seconds()))
    return found == act
