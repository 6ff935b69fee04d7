"""Connects what a person may ask of us: holdings, mails and links of "my data", recalls."""

from hustings_signup import holdings, mails
from hustings_signup.erasure import recalls


def connect() -> None:
    """Called once, in AppConfig.ready()."""
    holdings.register()
    mails.register(recalls.MAIL, recalls.mail)
