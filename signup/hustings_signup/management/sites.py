"""The `--site` argument of commands that work for one site."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from wagtail.models import Site


def add_site_argument(parser: ArgumentParser) -> None:
    """`--site HOSTNAME`; the default site without it."""
    parser.add_argument("--site", default="", metavar="HOSTNAME", help="Default: the default site.")


def site_of(hostname: str) -> Site:
    """The site of a host name; CommandError names those there are."""
    found = (
        Site.objects.filter(hostname=hostname)
        if hostname
        else Site.objects.filter(is_default_site=True)
    )
    site = found.first()
    if site is None:
        known = ", ".join(Site.objects.values_list("hostname", flat=True))
        raise CommandError(f"No such site. There are: {known}.")
    return site
