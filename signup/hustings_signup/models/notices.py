"""Notices: the words being written (NoticeText) and the words once used (Notice)."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    RevisionMixin,
    Site,
    TranslatableMixin,
    Workflow,
    WorkflowMixin,
)

from hustings_signup import purposes


class NoticeText(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    ClusterableModel,
):
    """What a form says about the data it asks for, as staff write it. Publishing freezes it.

    A draft of a drafts-enabled model rewrites its live row, hence the separate `Notice`.
    """

    class Slug(models.TextChoices):
        """Which forms show it."""

        NEWS = "news", _("News sign-up")
        VOLUNTEER = "volunteer", _("Volunteer sign-up")
        PETITION = "petition", _("Petitions")
        EVENT = "event", _("Events")
        AFTER_VOTE = "after_vote", _("The question after the vote")

    #: Those of sign-up pages.
    WITH_NEIGHBOURHOODS = (Slug.NEWS, Slug.VOLUNTEER)

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(_("forms"), max_length=20, choices=Slug)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(
        _("notice"),
        max_length=2000,
        help_text=_("Shown under the form: who uses the data, for what, how long, which rights."),
    )
    act_label = models.CharField(
        _("button"),
        max_length=80,
        help_text=_("The words on the button. Pressing it is the agreement to the act itself."),
    )
    phone_label = models.CharField(
        _("words beside the telephone number"),
        max_length=250,
        blank=True,
        help_text=_(
            "For the volunteers’ form: what a number is used for. Empty: no number is asked for."
        ),
    )
    neighbourhood_label = models.CharField(
        _("words beside the box of a neighbourhood"),
        max_length=180,
        blank=True,
        help_text=_(
            "For sign-up forms that offer neighbourhoods: {name} stands for each one’s name. "
            "Empty: none is offered. A new neighbourhood publishes these words anew by itself."
        ),
    )
    controller = models.CharField(_("controller"), max_length=200)
    recipients = models.TextField(
        _("recipients"),
        max_length=500,
        blank=True,
        help_text=_("One per line. A new one needs a new consent, like a new controller."),
    )
    processors = models.TextField(
        _("processors"),
        max_length=500,
        blank=True,
        help_text=_("Within the European Union, one per line: they work on our orders only."),
    )
    outside_eu = models.TextField(
        _("transfers outside the European Union"),
        max_length=500,
        blank=True,
        help_text=_(
            "One per line: who, which country, which safeguard. A new line here needs a new "
            "consent of everybody who agreed to earlier words."
        ),
    )
    retention = models.CharField(
        _("retention"),
        max_length=20,
        default="P6M",
        help_text=_("As an ISO 8601 duration: P6M is six months."),
    )
    withdrawal = models.CharField(_("how to withdraw"), max_length=300)

    panels = [
        FieldPanel("title"),
        MultiFieldPanel([FieldPanel("site"), FieldPanel("slug")], heading=_("Where")),
        MultiFieldPanel(
            [
                FieldPanel("body"),
                FieldPanel("act_label"),
                FieldPanel("phone_label"),
                FieldPanel("neighbourhood_label"),
            ],
            heading=_("The words"),
        ),
        InlinePanel("offers", heading=_("Boxes"), label=_("Box")),
        MultiFieldPanel(
            [
                FieldPanel("controller"),
                FieldPanel("recipients"),
                FieldPanel("processors"),
                FieldPanel("outside_eu"),
                FieldPanel("retention"),
                FieldPanel("withdrawal"),
            ],
            heading=_("Who and how long"),
        ),
    ]

    override_translatable_fields: list = []

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "slug", "locale"], name="hustings_signup_notice_text_once"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_workflow(self) -> Workflow | None:
        """The one of the site's own pages: another site's reviewers never see these words."""
        # A text being begun has no site yet.
        return self.site.root_page.get_workflow() if self.site_id else None


class NoticeOffer(TranslatableMixin, Orderable):
    """One box of a notice: always unticked, never required (consent.md R1)."""

    notice = ParentalKey(NoticeText, on_delete=models.CASCADE, related_name="offers")
    purpose = models.CharField(_("purpose"), max_length=50, choices=purposes.choices)
    label = models.CharField(_("words beside the box"), max_length=250)
    help_text = models.CharField(_("small print"), max_length=150, blank=True)

    panels = [FieldPanel("purpose"), FieldPanel("label"), FieldPanel("help_text")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["sort_order"]

    def __str__(self) -> str:
        return purposes.label_of(self.purpose)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Finds the words in force."""

    def current(self, *, site: Site, slug: str, locale: str) -> Notice | None:
        """The newest version for a site, form and language; None when nothing is published."""
        found = self.filter(site=site, slug=slug, locale=locale).order_by("-version").first()
        if found:
            found.site = site  # known already: whoever records what it says asks for it
        return found

    def in_force(self) -> NoticeQuerySet:
        """The newest version of every site, form and language among these."""
        newer = Notice.objects.filter(
            site=OuterRef("site"),
            slug=OuterRef("slug"),
            locale=OuterRef("locale"),
            version__gt=OuterRef("version"),
        )
        return self.filter(~Exists(newer))


class Notice(models.Model):
    """The exact words of one version in one language. Insert-only (triggers), hashed.

    It carries all that `sha256` covers: `hustings_signup.ledger` makes it and computes it again.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    # The site as it was called then: what the hash covers, since names change and ids differ
    # between installs. Empty only for versions of before it was kept, whose name nobody knows.
    site_name = models.CharField(max_length=255)
    slug = models.CharField(_("forms"), max_length=20)
    version = models.PositiveIntegerField(_("version"))
    locale = models.CharField(_("language"), max_length=10)
    # title, body, act_label, controller, recipients, processors, retention, withdrawal,
    # outside_eu, phone_label, neighbourhood_label when there is one,
    # purposes [{purpose, version, label, help_text, control, legal_basis}]: canonical content.
    content = models.JSONField()
    sha256 = models.CharField(max_length=64, unique=True)
    published_at = models.DateTimeField(_("published"))

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("published notice")
        verbose_name_plural = _("published notices")
        ordering = ["slug", "locale", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "slug", "locale", "version"], name="hustings_signup_notice_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.locale} v{self.version}"

    @property
    def act_label(self) -> str:
        """The words on the button."""
        return self.content["act_label"]

    @property
    def body(self) -> str:
        """The notice under the form, plain text with line breaks."""
        return self.content["body"]

    @property
    def phone_label(self) -> str:
        """What a telephone number is asked for; "" when none is."""
        return self.content.get("phone_label", "")

    @property
    def boxes(self) -> list[dict[str, str]]:
        """The purposes that every form offers beside the act, each with its own box."""
        return [one for one in self._boxes if not purposes.is_of_site(one["purpose"])]

    @property
    def neighbourhoods(self) -> list[dict[str, str]]:
        """Boxes of neighbourhoods, for the forms whose page asks for them."""
        return [one for one in self._boxes if purposes.is_of_site(one["purpose"])]

    @property
    def _boxes(self) -> list[dict[str, str]]:
        return [offer for offer in self.content["purposes"] if offer["control"] == "unticked_box"]

    def label_for(self, purpose: str) -> str:
        """The exact words agreed to for a purpose; the button's words where it has no box."""
        for offer in self.content["purposes"]:
            if offer["purpose"] == purpose:
                return offer["label"]
        return self.act_label
