"""One event in one language."""

from __future__ import annotations

from collections.abc import Mapping
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
from wagtail.models import PageManager, Site
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from hustings_events import seats, structured
from hustings_events.models.event import MAX_PARTY, Event
from hustings_events.models.occasion import Occasion
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


class EventPage(FormPageMixin, Occasion, BasePage):
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

    # Named for the type checker, which does not find it through two bases.
    objects: ClassVar[PageManager] = PageManager()

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
        FieldPanel("kind"),
        *Occasion.occasion_panels,
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
    def teaser(self) -> str:
        """When and where; that it is off, where it is."""
        off = str(_("Cancelled")) if self.is_cancelled else ""
        return " · ".join(
            filter(None, [off, self.when if self.local_start else "", self.place_name])
        )

    @property
    def share_image(self) -> AbstractImage | None:
        """The picture shown when the page is shared."""
        return self.image

    @property
    def form_action(self) -> str:
        """Where the form is sent; nowhere in the preview of a page that was never saved."""
        return super().form_action if self.pk else ""

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
    def places_left(self) -> str:
        """How many places are left, in steps; empty without a limit."""
        return seats.in_words(self.row) if self.row else ""

    @property
    def is_full(self) -> bool:
        """Whether the form leads to the waiting list."""
        return self.row is not None and self.row.seats_left == 0

    def closed_because(self) -> str:
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
        from hustings_events.forms import RegistrationForm

        form = super().get_public_form(request, data)
        if isinstance(form, RegistrationForm):
            form.limit_party(self.party_limit)
        return form

    def json_ld(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """The event as search engines read it."""
        return [*super().json_ld(request), *structured.event(self, request)]
