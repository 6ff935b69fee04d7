"""The gaps of an edition that are filled per person or, the last one, per mailing.

Plain ASCII without a character that HTML, a URL or a mail's encoding would write otherwise.
"""

#: Why this person gets the mail, from the ledger: one sentence, escaped for HTML in the HTML part.
WHY = "@@why@@"
#: Absolute address of the person's page to stop this list.
STOP_URL = "@@stop-url@@"
#: Absolute address of the page where the person asks to see their data.
MY_DATA_URL = "@@my-data-url@@"
#: The mailing's code in `?s=` of the links to our own site; the same for all its readers.
SOURCE = "@@source@@"

ALL = (WHY, STOP_URL, MY_DATA_URL, SOURCE)
