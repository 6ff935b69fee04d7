"""The consent ledger: append-only records, and the evidence beside them that can be destroyed."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class ConsentRecord(models.Model):
    """One fact about one purpose and one subject. Never changed, never deleted (triggers).

    Names follow ISO/IEC TS 27560 and the W3C Data Privacy Vocabulary. Which columns enter
    `record_hash`, and how, is frozen in `hustings_signup.ledger`.
    """

    class Type(models.TextChoices):
        """What was stated."""

        REQUESTED = "requested", _("requested")
        GIVEN = "given", _("given")
        NOT_GIVEN = "not_given", _("not given")
        REFUSED = "refused", _("refused")
        RENEWED = "renewed", _("renewed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")
        INVALIDATED = "invalidated", _("invalidated")
        ERASED = "erased", _("erased")
        IMPORTED = "imported", _("imported")
        EXPORTED = "exported", _("exported")

    #: A yes, whichever way it was said.
    YES = (Type.GIVEN, Type.RENEWED, Type.IMPORTED)
    #: A no. An empty box is none (consent.md R2), and running out is none either.
    NO = (Type.REFUSED, Type.WITHDRAWN, Type.INVALIDATED)
    #: Whatever ends a yes: a no, time, an erasure.
    ENDS = (*NO, Type.EXPIRED, Type.ERASED)
    #: Says where a person stands. A request anybody may have typed does not, nor an empty box.
    DECIDES = (*YES, *ENDS)

    class Actor(models.TextChoices):
        """Who stated it."""

        DATA_SUBJECT = "data_subject", _("the person")
        STAFF = "staff", _("staff")
        SYSTEM = "system", _("the system")
        PROCESSOR = "processor", _("a processor")

    class Channel(models.TextChoices):
        """By which way it reached us."""

        WEB_FORM = "web_form", _("web form")
        EMAIL_LINK = "email_link", _("link in an e-mail")
        ONE_CLICK = "one_click", _("one-click unsubscribe")
        PAPER = "paper", _("paper")
        IMPORT = "import", _("import")
        WEBHOOK = "webhook", _("webhook")
        ADMIN = "admin", _("staff screen")
        RETENTION = "retention", _("retention period")
        MAIL_REPORT = "mail_report", _("report of a mail server")

    class Control(models.TextChoices):
        """What the person used to say it."""

        UNTICKED_BOX = "unticked_box", _("box, unticked at first")
        BUTTON = "button", _("button")
        ONE_CLICK = "one_click", _("one click")
        PAPER_SIGNATURE = "paper_signature", _("signature on paper")
        NONE = "", _("none")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    # The site as it was called then: what the hash covers, since ids differ between installs.
    site_name = models.CharField(max_length=255)
    subject = models.UUIDField()
    purpose = models.CharField(max_length=50)
    purpose_version = models.PositiveSmallIntegerField(default=1)
    type = models.CharField(max_length=12, choices=Type)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.CharField(max_length=12, choices=Actor)
    channel = models.CharField(max_length=12, choices=Channel)
    source = models.CharField(max_length=100, blank=True)
    page_path = models.CharField(max_length=500, blank=True)
    form_id = models.CharField(max_length=50, blank=True)
    form_version = models.PositiveSmallIntegerField(default=0)
    submission = models.UUIDField(null=True)
    notice_sha256 = models.CharField(max_length=64, blank=True)
    label_sha256 = models.CharField(max_length=64, blank=True)
    locale = models.CharField(max_length=10, blank=True)
    control = models.CharField(max_length=15, choices=Control, blank=True)
    confirms = models.UUIDField(null=True)
    network_commitment = models.CharField(max_length=64, blank=True)
    submission_commitment = models.CharField(max_length=64, blank=True)
    hash_version = models.PositiveSmallIntegerField()
    record_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("consent record")
        verbose_name_plural = _("consent records")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["subject", "id"], name="hustings_signup_record_subject"),
            models.Index(fields=["submission"], name="hustings_signup_record_act"),
            models.Index(fields=["notice_sha256"], name="hustings_signup_record_notice"),
        ]

    def __str__(self) -> str:
        return f"Record {self.uuid}"


class ConsentEvidence(models.Model):
    """What lies behind a commitment in a record. Deleting it leaves the records verifiable."""

    class Kind(models.TextChoices):
        """Network evidence lives 30 days, what was submitted until erasure (consent.md R14)."""

        NETWORK = "network", _("network")
        SUBMISSION = "submission", _("what was submitted")

    kind = models.CharField(max_length=10, choices=Kind)
    subject = models.UUIDField(db_index=True)
    submission = models.UUIDField(db_index=True)
    salt = models.CharField(max_length=64)
    content = models.JSONField()
    commitment = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return f"Evidence {self.pk}"
