"""Prints the register of processing of one site (GDPR art. 30)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from hustings_signup.duties import processing, writing
from hustings_signup.duties.arguments import add_site, site_of


class Command(BaseCommand):
    """`manage.py processing_register [--site HOST] [--language fr] [--format markdown]`."""

    help = "The register of processing of a site, from the inventory, the notices and the identity."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which site, which language, which format."""
        add_site(parser)
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE)
        parser.add_argument("--format", choices=[*writing.FORMATS], default="markdown")

    def handle(self, *args: Any, **options: Any) -> None:
        """To standard output; send it to a file."""
        with translation.override(options["language"]):
            register = processing.register(site_of(options), options["language"])
            self.stdout.write(writing.FORMATS[options["format"]](register), ending="")
