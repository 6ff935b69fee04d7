"""`manage.py import_people FILE --site HOST --dry-run`: what the screens do, for developers."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Site

from hustings_signup import purposes
from hustings_signup.importing import checking, running, tagwords, upkeep
from hustings_signup.importing.counts import people
from hustings_signup.importing.errors import Unreadable
from hustings_signup.importing.labels import left_out_label, reason_label
from hustings_signup.importing.tagwords import Kind
from hustings_signup.importing.targets import Target
from hustings_signup.importing.uploading import upload
from hustings_signup.models import ImportBatch, ImportResult


class Command(BaseCommand):
    """Prints every count and reason, never a value of a row."""

    help = "Imports people from CSV files, graded by their proof; --dry-run writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """The same as the screens ask."""
        parser.add_argument("file", nargs="+", type=Path)
        parser.add_argument("--site", required=True, help="host name of the site")
        parser.add_argument("--origin", default="", help="where the file comes from")
        parser.add_argument("--purpose", default="updates.campaign")
        parser.add_argument("--language", default="fr")
        parser.add_argument("--words", default="", help="the exact words people agreed to")
        parser.add_argument("--words-source", default="", help="where these words stood")
        parser.add_argument(
            "--tags", default="", help="tags to take, by commas; `all`: every ordinary word"
        )
        parser.add_argument(
            "--notes", action="store_true", help="take the notes: their people may read them"
        )
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """CommandError for a file that is none, and for what is missing."""
        site = Site.objects.filter(hostname=options["site"]).first()
        if site is None:
            raise CommandError("No site has this host name.")
        if options["purpose"] not in {purpose.key for purpose in purposes.list_purposes([site.pk])}:
            raise CommandError("No list has this purpose.")
        if options["words"] and not options["words_source"]:
            raise CommandError("Words need --words-source.")
        if not options["dry_run"] and not options["origin"]:
            raise CommandError("Say where the file comes from: --origin.")
        batch = self._upload(site, options)
        try:
            self._assign(batch, options)
            self._weigh(batch)
            if options["dry_run"]:
                self.stdout.write("Nothing was imported.")
                return
            running.start(batch=batch, typed=people(batch))
            # A worker may have been first; the claim lets one of them do it.
            if running.run(batch.pk) == ImportBatch.State.CHECKED:
                raise CommandError("It broke off and left nothing.")
            self.stdout.write(f"Imported as import {batch.pk}.")
        finally:
            if options["dry_run"]:
                upkeep.discard(batch=batch)  # set-wise; deleting would read every row first
                batch.delete()

    def _upload(self, site: Site, options: dict[str, Any]) -> ImportBatch:
        with ExitStack() as stack:
            try:
                files = [
                    (path.name, stack.enter_context(path.open("rb"))) for path in options["file"]
                ]
                return upload(
                    site=site,
                    user=None,
                    user_name="import_people",
                    files=files,
                    purpose=options["purpose"],
                    locale=options["language"],
                    origin=options["origin"][:200],
                    words=options["words"],
                    words_source=options["words_source"][:200],
                )
            except OSError as error:
                raise CommandError(f"The file cannot be read: {error.strerror}.") from None
            except Unreadable as error:
                raise CommandError(error.message) from None

    def _assign(self, batch: ImportBatch, options: dict[str, Any]) -> None:
        """As proposed; notes and tags only as asked for."""
        is_asked = options["notes"]
        mapping = {
            column: "" if target == Target.NOTE and not is_asked else target
            for column, target in batch.mapping.items()
        }
        try:
            checking.assign(
                batch=batch, mapping=mapping, words=batch.words, source=batch.words_source
            )
        except checking.WrongMapping as error:
            upkeep.discard(batch=batch)
            raise CommandError(f"The columns cannot be used: {error.code}.") from None
        batch.refresh_from_db()
        wanted = tagwords.split(options["tags"])
        checking.choose_tags(batch=batch, names=wanted, all_words="all" in wanted)
        batch.refresh_from_db()
        for kind in Kind:
            found = [tag for tag in tagwords.found_in(batch) if tag.kind is kind]
            if found:
                said = ", ".join(f"{tag.name} ({tag.people})" for tag in found)
                self.stdout.write(f"Tags, {kind}: {said}")

    def _weigh(self, batch: ImportBatch) -> None:
        """Here and now, not by the worker."""
        ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.CHECKING)
        checking.check(batch.pk)
        batch.refresh_from_db()
        self.stdout.write(f"{batch.get_format_display()}: {batch.rows_count} rows")
        for outcome, number in batch.counts["outcomes"].items():
            self.stdout.write(f"{number:>8}  {ImportResult.Outcome(outcome).label}")
            for key, count in batch.counts["reasons"].items():
                code = key.partition(".")[2]
                if code and key.startswith(f"{outcome}."):
                    self.stdout.write(f"{count:>12}  {reason_label(code)}")
        for name, number in batch.counts["added"].items():
            self.stdout.write(f"{number:>8}  {name}")
        for code, number in batch.counts["left_out"].items():
            self.stdout.write(f"{number:>8}  left out: {left_out_label(code)}")
        if batch.refused_columns:
            self.stdout.write("Never stored: " + ", ".join(batch.refused_columns))
