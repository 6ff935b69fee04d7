"""The register as Markdown, CSV or one HTML file."""

from __future__ import annotations

from collections.abc import Callable

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hustings_home import spreadsheets
from hustings_signup.duties.processing import HEADER, PROCESSOR_HEADER, Register


def markdown(register: Register) -> str:
    """Headings and lists: a table of eight columns is read by nobody."""
    lines = [f"# {title(register)}", ""]
    lines += [f"- **{name}** {_flat(text) or '–'}" for name, text in register.controller]
    for activity in register.activities:
        (_heading, purpose), *rest = activity.cells
        lines += ["", f"## {_flat(purpose)}", ""]
        lines += [f"- **{name}** {_flat(text) or '–'}" for name, text in rest]
    if register.processors:
        lines += ["", f"## {_('Processors')}"]
    for processor in register.processors:
        (_heading, company), *rest = processor.cells
        lines += ["", f"### {_flat(company)}", ""]
        lines += [f"- **{name}** {_flat(text) or '–'}" for name, text in rest]
    lines += ["", f"## {_('Security')}", "", *(f"- {words}" for words in register.safeguards)]
    return "\n".join(lines) + "\n"


def csv(register: Register) -> str:
    """One line per activity, then one per processor under headings of its own.

    Opens in a spreadsheet, and no cell becomes a formula.
    """
    rows = [[text for _name, text in activity.cells] for activity in register.activities]
    if register.processors:
        rows += [[], [str(name) for name in PROCESSOR_HEADER]]
        rows += [[text for _name, text in one.cells] for one in register.processors]
    chunks = spreadsheets.csv_rows([str(name) for name in HEADER], rows)
    return b"".join(chunks).decode()


def html(register: Register) -> str:
    """A file of its own, without any reference to another one."""
    context = {"register": register, "title": title(register), "language": get_language()}
    return render_to_string("hustings_signup/duties/register.html", context)


def title(register: Register) -> str:
    """What the document is called."""
    return _("Register of processing: %(site)s") % {
        "site": register.site.site_name or register.site.hostname
    }


def _flat(text: str) -> str:
    return " ".join(text.split())


FORMATS: dict[str, Callable[[Register], str]] = {"markdown": markdown, "html": html, "csv": csv}
