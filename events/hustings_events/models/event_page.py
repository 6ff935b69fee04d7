"""One event in one language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.images.models import AbstractImage
from wagtail.models import Site
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from hustings_events import seats, structured, wording, zones
from hustings_events.models.event import MAX_PARTY, Event, Status
from hustings_events.page_form import EventPageForm
from hustings_home.blocks import BodyBlock
from hustings_home.models import BasePage
from hustings_home.site_tree import home_root
from hustings_signup.models import FormPageMixin

if TYPE_CHECKING:
    from hustings_signup.forms import PublicForm

#: One value for all languages: publishing any of them copies these from the first language.
SHARED_FIELDS = (
    "starts_at",
    "ends_at",
    "time_zone",
    "kind",
    "status",
    "takes_registrations",
    "capacity",
    "party_limit",
    "postcode",
    "department",
)


class EventPage(FormPageMixin, BasePage):
    """When, where, what for, and the form to come."""

    class Kind(models.TextChoices):
        """What kind of event; visitors filter by it."""

        MEETING = "meeting", _("Public meeting")
        RALLY = "rally", _("Rally")
        DEBATE = "debate", _("Debate")
        STALL = "stall", _("Stall or market")
        CANVASSING = "canvassing", _("Canvassing")
        WORKSHOP = "workshop", _("Workshop")
        HOUSE = "house", _("Meeting at someone's home")
        ONLINE = "online", _("Online meeting")
        OTHER = "other", _("Get-together")

    lead = models.TextField(
        _("lead"), max_length=300, blank=True, help_text=_("What it is about, in a sentence.")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.MEETING)
    # Nullable so that a draft can be saved without them; publishing asks for them.
    starts_at = models.DateTimeField(_("start"), null=True)
    ends_at = models.DateTimeField(_("end"), null=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        choices=zones.choices,
        default=zones.default_name,
        help_text=_("Start and end are the time on a clock at that place."),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SCHEDULED)
    status_note = models.CharField(
        _("reason"),
        max_length=300,
        blank=True,
        help_text=_("Shown to visitors when the event is cancelled."),
    )

    place_name = models.CharField(
        _("name of the place"), max_length=160, blank=True, help_text=_("For example: Town hall.")
    )
    address = models.CharField(_("address"), max_length=255, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)
    department = models.CharField(
        _("department"),
        max_length=3,
        blank=True,
        help_text=_("Found from the postcode when left empty, like the town."),
    )
    access = models.TextField(
        _("access"),
        max_length=500,
        blank=True,
        help_text=_("Step-free access, sign language, childcare, public transport, parking."),
    )

    takes_registrations = models.BooleanField(
        _("people register"),
        default=True,
        help_text=_("Without it the page says that everyone can just come."),
    )
    capacity = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty for no limit. Further people are put on a waiting list."),
    )
    party_limit = models.PositiveSmallIntegerField(
        _("people per registration"),
        default=MAX_PARTY,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_PARTY)],
        help_text=_("1 to 4, the person who registers included."),
    )
    private_details = models.TextField(
        _("only for those who come"),
        max_length=1000,
        blank=True,
        help_text=_("Exact address, door code, video link: only in the mail to the registered."),
    )

    image = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"))

    base_form_class = EventPageForm
    card_template: ClassVar[str] = "hustings_events/cards/event.html"
    form_template: ClassVar[str] = "hustings_signup/form.html"
    public_form_class: ClassVar[str] = "hustings_events.forms.RegistrationForm"
    form_route: ClassVar[str] = "hustings_events:register"
    notice_slug: ClassVar[str] = "event"
    act = "event.register"
    parent_page_types = ["hustings_events.EventIndexPage"]
    subpage_types: list[str] = []
    page_description = _("One event with its date, place and registration form.")

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("lead"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldRowPanel([FieldPanel("time_zone"), FieldPanel("kind")]),
                FieldRowPanel([FieldPanel("status"), FieldPanel("status_note")]),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("place_name"),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("postcode"), FieldPanel("town")]),
                FieldPanel("department"),
                FieldPanel("access"),
            ],
            heading=_("Where"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("takes_registrations"),
                FieldRowPanel([FieldPanel("capacity"), FieldPanel("party_limit")]),
                FieldPanel("private_details"),
            ],
            heading=_("Registration"),
        ),
        FieldPanel("image"),
        FieldPanel("body"),
    ]
    # private_details stays out: a search result would tell it.
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("lead"),
        index.SearchField("place_name"),
        index.SearchField("town"),
        index.SearchField("body"),
        index.FilterField("starts_at"),
        index.FilterField("ends_at"),
        index.FilterField("kind"),
        index.FilterField("town"),
    ]
    override_translatable_fields = [
        *(SynchronizedField(name, overridable=False) for name in SHARED_FIELDS),
        SynchronizedField("address"),
        SynchronizedField("town"),
        SynchronizedField("image"),
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["ends_at"], name="hustings_events_page_end"),
        ]

    @property
    def share_image(self) -> AbstractImage | None:
        """The picture shown when the page is shared."""
        return self.image

    def get_site(self) -> Site | None:
        """The site of the page, asked for once per page object."""
        if getattr(self, "_site", None) is None:
            self._site = super().get_site()
        return self._site

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The form and its notice come from `FormPageMixin`; the site is the request's own."""
        root, site = home_root(self, request), Site.find_for_request(request)
        if root and site and root.site_id == site.pk:
            self._site = site
        return super().get_context(request, *args, **kwargs)

    @cached_property
    def row(self) -> Event | None:
        """The shared row of this event on this page's site; None before the first publication."""
        site = self.get_site()
        if site is None:
            return None
        return Event.objects.filter(site=site, translation_key=self.event_key).first()

    @property
    def event_key(self) -> UUID:
        """What makes pages one event: translations share it, and an alias has its original's."""
        original = self.alias_of if self.alias_of_id else None
        return original.translation_key if original else self.translation_key

    @property
    def local_start(self) -> datetime | None:
        """The start on a clock at the place."""
        return self._on_site_clock(self.starts_at)

    @property
    def local_end(self) -> datetime | None:
        """The end on a clock at the place."""
        return self._on_site_clock(self.ends_at)

    def _on_site_clock(self, moment: datetime | None) -> datetime | None:
        return timezone.localtime(moment, zones.zone(self.time_zone)) if moment else None

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.status == Status.CANCELLED

    @property
    def is_past(self) -> bool:
        """Whether it is over."""
        return self.ends_at is not None and self.ends_at < timezone.now()

    @property
    def location(self) -> str:
        """Place and address in one line."""
        town = f"{self.postcode} {self.town}".strip()
        return ", ".join(part for part in (self.place_name, self.address, town) if part)

    @property
    def places_left(self) -> str:
        """How many places are left, in steps; empty without a limit."""
        return seats.in_words(self.row) if self.row else ""

    @property
    def is_full(self) -> bool:
        """Whether the form leads to the waiting list."""
        return self.row is not None and self.row.seats_left == 0

    @property
    def when(self) -> str:
        """Weekday, day and clock times at the place, in the language active now."""
        return wording.when(self.local_start, self.local_end)

    @property
    def zone_name(self) -> str:
        """Whose clock that is: "Paris time"."""
        return zones.spoken(self.time_zone)

    @property
    def date_box(self) -> wording.DateBox | None:
        """Day, month and weekday for lists; None for a draft without a date."""
        return wording.date_box(self.local_start) if self.local_start else None

    def accepts_now(self) -> str:
        """Why no form is shown, or "" when one is."""
        if self.is_cancelled:
            return _now("This event is cancelled.")
        if self.is_past:
            return _now("This event is over.")
        if not self.takes_registrations:
            return _now("No need to register: just come.")
        if self.starts_at and self.starts_at <= timezone.now():
            return _now("This event has begun: registration is closed.")
        return ""

    def get_public_form(
        self, request: HttpRequest | None = None, data: Mapping[str, Any] | None = None
    ) -> PublicForm | None:
        """The registration form, with as many people as this event allows."""
        form = super().get_public_form(request, data)
        if form is not None:
            form.limit_party(self.party_limit)
        return form

    def json_ld(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """The event as search engines read it."""
        return [*super().json_ld(request), *structured.event(self, request)]
