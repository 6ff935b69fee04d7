"""Registers what retention brings: its rules, mails, links, and the job of `tick`."""

from datetime import timedelta

from hustings_home import jobs
from hustings_signup import acts, links, mails, personal_data
from hustings_signup.inventory import declare, plain
from hustings_signup.retention import (
    letters,
    personal,
    rules,
    running,
    silence,
    unconfirmed,
    upkeep,
    vote,
)


def connect() -> None:
    """Called once, in AppConfig.ready(). The order is the one in which the rules run."""
    for module in (unconfirmed, vote, silence, upkeep):
        for rule in module.RULES:
            rules.register(rule)
    mails.register("after_vote", letters.after_vote, rests_on=letters.is_news_until_vote)
    mails.register("inactive", letters.inactive)
    for kind in letters.MAILS.values():
        links.register_kind(kind, route=f"hustings_signup_links:{kind}")
    mails.register(letters.STAFF_MAIL, letters.brake)
    # The button of the question after the vote; no page asks for it.
    acts.register(acts.ListAct("updates.beyond", "after_vote"))
    # Looks every minute, begins once a day, and goes on where it was stopped.
    jobs.register("retention", running.advance, every=timedelta(minutes=1))
    personal_data.register(personal.HOLDING)
    _declare()


def _declare() -> None:
    declare(
        "hustings_signup.RetentionRun",
        plain("id site_id rule started_at finished_at reached counted applied upcoming")
        | plain("stopped_by_brake"),
    )
    declare(
        "hustings_signup.PlannedEnd",
        plain("id site_id rule ref title ends_at shown_since people"),
    )
    declare(
        "hustings_signup.EndWarning",
        plain("id supporter_id kind told_at answered_at"),
        about="supporter_id",
    )
