"""The people as a table, with every column of a staff export."""

from collections.abc import Iterator

from wagtail.models import Site

from hustings_home import spreadsheets
from hustings_signup import exports
from hustings_signup.models import Supporter


def chunks(site: Site) -> Iterator[bytes]:
    """CSV that opens safely in a spreadsheet."""
    columns = exports.columns([site.pk])
    header = [str(column.label) for column in columns]
    people = Supporter.objects.filter(site=site)
    lines = exports.csv_lines(people, columns, site_id=site.pk)
    return spreadsheets.csv_lines(header, lines)
