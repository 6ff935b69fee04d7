"""Moving in: files of other tools are read, graded by their proof, tried, imported, undone (R10).

`reading` takes a file apart, `formats` recognises it, `judging` grades a row by itself, `weighing`
against what we know, `running` writes everything in one transaction, `asking` asks the rest once.
"""


def connect() -> None:
    """Called once, when the app starts."""
    from hustings_signup.importing import declared

    declared.declare_all()
