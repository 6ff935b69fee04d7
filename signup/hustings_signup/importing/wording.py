"""Keeps the words people agreed to elsewhere as a notice: immutable, hashed, shown as proof."""

from __future__ import annotations

from datetime import datetime

from hustings_home.models import IdentitySettings
from hustings_signup import ledger, purposes
from hustings_signup.models import ImportBatch, Notice
from hustings_signup.services.notices import LEGAL_BASIS

#: Different words in one file; more than that is a column of something else.
MOST = 20


class TooManyWordings(ValueError):
    """The column of words holds something else."""


class Wordings:
    """One notice per words and language of a batch, each made when first needed."""

    def __init__(self, batch: ImportBatch, *, at: datetime) -> None:
        self.batch = batch
        self.at = at
        self.made: dict[tuple[str, str], Notice] = {}

    def notice(self, words: str, locale: str) -> Notice:
        """The notice with exactly these words."""
        key = (words, locale)
        if key not in self.made:
            if len(self.made) >= MOST:
                raise TooManyWordings
            self.made[key] = self._make(words, locale)
        return self.made[key]

    def _make(self, words: str, locale: str) -> Notice:
        batch, site = self.batch, self.batch.site
        # A form of its own: a later version of another form never makes this one outdated.
        slug = f"import-{batch.pk}-{len(self.made) + 1}"
        content = {
            "title": f"{batch.get_format_display()} {batch.created_at:%Y-%m-%d}",
            "body": words,
            "act_label": words[:250],
            "controller": IdentitySettings.read(site).publisher or site.site_name,
            "recipients": "",
            "processors": "",
            "withdrawal": "",
            "retention": "",
            "purposes": [
                {
                    "purpose": batch.purpose,
                    "version": purposes.get(batch.purpose).version,
                    "label": words,
                    "help_text": "",
                    "control": "",
                    "legal_basis": LEGAL_BASIS,
                }
            ],
        }
        notice = ledger.frozen_notice(
            site=site, slug=slug, version=1, locale=locale, content=content, at=self.at
        )
        notice.save(force_insert=True)
        return notice
