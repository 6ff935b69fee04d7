"""Connects what a person may ask of us: holdings, mails and links of "my data", recalls."""

from datetime import timedelta

from hustings_home import jobs, navigation
from hustings_signup import holdings, links, mails, my_data_mails
from hustings_signup.erasure import recalls
from hustings_signup.my_data import TITLE
from hustings_signup.services import requesting, self_service

#: Asked for twice while the mail server is away, one mail says it all.
FOLDED = {self_service.LINK, requesting.EXTENDED}


def connect() -> None:
    """Called once, in AppConfig.ready()."""
    holdings.register()
    mails.register(recalls.MAIL, recalls.mail, folds=True)
    # Whoever asks about their own data is answered, whatever the ledger knows of them.
    for kind, builder in (
        (self_service.LINK, my_data_mails.link),
        (self_service.NEW_ADDRESS, my_data_mails.new_address),
        (self_service.OLD_ADDRESS, my_data_mails.old_address),
        (requesting.EXTENDED, my_data_mails.extended),
    ):
        mails.register(kind, builder, rests_on=mails.DUTY, folds=kind in FOLDED)
    for kind in (self_service.LINK, self_service.NEW_ADDRESS):
        links.register_kind(kind, route=f"hustings_signup_links:{kind}")
    jobs.register("forget-address-changes", self_service.forget_changes, every=timedelta(days=1))
    navigation.add_footer_view(TITLE, "hustings_signup:my_data")
