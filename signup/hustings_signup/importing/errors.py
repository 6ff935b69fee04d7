"""Why a whole file is refused, in words for whoever uploaded it."""

from django.utils.translation import gettext as _


class Unreadable(Exception):
    """The file cannot be used at all; `code` says why, `line` where, when that helps."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.line = line

    @property
    def message(self) -> str:
        """What to do about it."""
        return {
            "empty": _("This file is empty."),
            "spreadsheet": _(
                "This is a spreadsheet. Open it and save the sheet as CSV, then upload that."
            ),
            "zip": _(
                "This is a zip archive. Only the zip of a Mailchimp audience export is taken as "
                "it is; unpack any other and upload the CSV in it."
            ),
            "renamed": _("This is a zip archive under another name. Give it back its name."),
            "pdf": _("This is a PDF, not a table. Export the people as CSV."),
            "binary": _("This is not a text table. Export the people as CSV."),
            "nul": _("This file holds NUL bytes: it is damaged. Export it once more."),
            "encoding": _(
                "The characters of this file are neither UTF-8, UTF-16 nor Windows-1252. Save it "
                "as CSV in UTF-8."
            ),
            "header": _("The first line must name the columns; here it holds values."),
            "columns": _("There are too many columns: this is not a list of people."),
            "cell": _(
                "The row that begins in line %(line)d has a cell of more than 131,072 characters, "
                "perhaps because a quotation mark is not closed."
            )
            % {"line": self.line},
            "quotes": _(
                "The row that begins in line %(line)d has a quotation mark that is not closed as "
                "it should be."
            )
            % {"line": self.line},
            "rows": _("There are too many rows. Cut the file in two."),
            "size": _("This file is too large. Cut it in two."),
            "several": _("Upload one file. Only the files of one Mailchimp export come together."),
            "no_rows": _("There is a header and nothing below it."),
        }[self.code]
