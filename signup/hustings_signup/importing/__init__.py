"""Moving in: files of other tools are read, graded by their proof, tried, imported, undone (R10).

`reading` takes a file apart, `formats` recognises it, `judging` grades a row by itself, `weighing`
against what we know, `running` writes everything in one transaction, `telling` tells whoever came
in with proof, `asking` asks the rest once.
"""

from datetime import timedelta


def connect() -> None:
    """Called once, when the app starts."""
    from hustings_home import jobs
    from hustings_signup import mails, personal_data
    from hustings_signup.importing import asking, declared, holdings, letters, telling, upkeep
    from hustings_signup.retention import rules

    declared.declare_all()
    personal_data.register(holdings.HOLDING)
    mails.register("staff.import_ask", letters.ask_once)
    mails.register(telling.MAIL, letters.first_mail)
    jobs.register("tell-imported", telling.tell_due, every=timedelta(minutes=1))
    jobs.register("ask-imported", asking.ask_due, every=timedelta(minutes=1))
    jobs.register("requeue-imports", upkeep.requeue_lost, every=timedelta(minutes=10))
    for rule in upkeep.RULES:
        rules.register(rule)
