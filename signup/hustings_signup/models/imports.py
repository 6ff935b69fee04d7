"""A file of people from elsewhere: the batch, its rows while they wait, and what became of each."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_signup import purposes
from hustings_signup.models.outbox import Outbox
from hustings_signup.models.people import Supporter


class ImportBatch(models.Model):
    """One upload (consent.md R10). Its words, counts and report stay; its rows do not."""

    class State(models.TextChoices):
        """Runs only from CHECKED, once; a batch that failed is back where it was."""

        READING = "reading", _("being read")
        READ = "read", _("to be assigned")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked, nothing imported yet")
        QUEUED = "queued", _("being imported")
        DONE = "done", _("imported")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        DISCARDED = "discarded", _("thrown away")

    class Format(models.TextChoices):
        """Where the file was exported, told by its header."""

        GENERIC = "generic", _("Table")
        NATIONBUILDER = "nationbuilder", "NationBuilder"
        ACTION_NETWORK = "action_network", "Action Network"
        MAILCHIMP = "mailchimp", "Mailchimp"
        CONSENTS = "consents", _("Consents by column (Accepts, Refuse)")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Stays when the account is deleted.
    user_name = models.CharField(_("who"), max_length=150)
    # Of the bytes: recognises a file, and is what the evidence of each row refers to.
    file_sha256 = models.CharField(max_length=64)
    format = models.CharField(_("format"), max_length=15, choices=Format)
    # [{"name": "unsubscribed", "columns": [...], "encoding": "utf-8", "separator": ";"}]
    sections = models.JSONField(default=list)
    refused_columns = models.JSONField(default=list)
    # column name -> what it becomes
    mapping = models.JSONField(default=dict)
    purpose = models.CharField(_("purpose"), max_length=50, choices=purposes.choices)
    locale = models.CharField(_("language"), max_length=10)
    origin = models.CharField(_("where the file comes from"), max_length=200)
    # The exact words people agreed to, where they were shown; both, or it is no proof.
    words = models.TextField(_("words"), max_length=2000, blank=True)
    words_source = models.CharField(_("where these words stood"), max_length=200, blank=True)
    # The words found in columns of tags, [[name, people, kind], ...], while the file waits; and
    # those staff chose to put on people.
    tags_found = models.JSONField(null=True, default=None)
    tags_taken = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READING)
    # What broke the last run, by the class of the error.
    failure = models.CharField(max_length=60, blank=True)
    rows_count = models.PositiveIntegerField(_("rows"), default=0)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("uploaded"))
    queued_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("imported"), null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    # The second pair of eyes before anybody is asked.
    released_at = models.DateTimeField(null=True, blank=True)
    released_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return _("Import %(number)s") % {"number": self.pk}

    @property
    def columns(self) -> list[str]:
        """Those that can be assigned, in the order of the file: JSONB keeps no order of keys."""
        named = dict.fromkeys(name for part in self.sections for name in part["columns"])
        return [name for name in named if name in self.mapping]

    @property
    def source(self) -> str:
        """As ledger records name it."""
        return f"import:{self.uuid}"


class ImportRow(models.Model):
    """One row of the file as uploaded, without the refused columns; gone when the batch ends."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    section = models.PositiveSmallIntegerField(default=0)
    # As a spreadsheet numbers it: the header is 1.
    number = models.PositiveIntegerField()
    # A JSON list as text, so that erasing a person can search it on both engines.
    cells = models.TextField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "section", "number"], name="hustings_signup_import_row_once"
            )
        ]

    def __str__(self) -> str:
        return f"Row {self.number}"


class ImportResult(models.Model):
    """What became (before the run: would become) of one row: codes and numbers, no values."""

    class Outcome(models.TextChoices):
        """Every row has exactly one."""

        CONSENT = "consent", _("imported with proof")
        ASK = "ask", _("to be asked once")
        REFUSAL = "refusal", _("refusal taken over")
        KNOWN = "known", _("known already, left as it is")
        KEPT_OUT = "kept_out", _("kept out: wants no mail from us")
        REFUSED = "refused", _("refused: no proof")
        QUARANTINE = "quarantine", _("set aside: not usable")

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="results")
    section = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=20, blank=True)
    grade = models.CharField(max_length=1, blank=True)
    supporter = models.ForeignKey(
        Supporter, null=True, on_delete=models.SET_NULL, related_name="import_results"
    )
    # Whether this batch brought the person.
    is_new = models.BooleanField(default=False)
    # Codes of what else stood in the row and was not taken, separated by commas.
    left_out = models.CharField(max_length=80, blank=True)
    # When whoever was imported is to be told (GDPR art. 14); None once the mail is queued.
    tell_at = models.DateTimeField(null=True, blank=True)
    outbox = models.OneToOneField(
        Outbox, null=True, on_delete=models.SET_NULL, related_name="import_result"
    )

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["batch", "outcome", "id"], name="hustings_signup_import_outcome"),
            models.Index(
                fields=["tell_at"],
                name="hustings_signup_import_tell",
                condition=models.Q(tell_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Result of row {self.number}"
