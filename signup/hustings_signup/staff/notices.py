"""The notices as staff write them, and the published versions with how many agreed to which."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages as admin_messages
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import LiveStatusTagColumn, LocaleColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log
from wagtail.snippets.views.snippets import IndexView

from hustings_home.languages import translated_name
from hustings_home.site_snippets import SiteSnippetForm, SiteSnippetViewSet
from hustings_signup import acts, messages, purposes, renewal, services
from hustings_signup.models import (
    ConsentRecord,
    Notice,
    NoticeText,
    PeoplePermission,
    RenewalRequest,
    Subscription,
)
from hustings_signup.openness import periods
from hustings_signup.services.notices import NAME
from hustings_signup.staff import columns
from hustings_signup.staff.views import PeopleMixin

#: How long after the end data may be kept, at most: what notices may promise.
RETENTIONS = ("P7D", "P30D", "P3M", "P6M", "P1Y", "P2Y", "P36M")


class NoticeTextForm(SiteSnippetForm):
    """Offers periods in words; refuses a box that says the same as the button (R1)."""

    site_actions = ("add", "change")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "retention" in self.fields:
            own = (self.instance.retention,) if self.instance.retention not in RETENTIONS else ()
            self.fields["retention"] = forms.ChoiceField(
                label=self.fields["retention"].label,
                choices=[(code, periods.in_words(code)) for code in (*RETENTIONS, *own) if code],
                help_text=_(
                    "At most, and after the end: the closing of a petition, the event, the vote, "
                    "the last contact."
                ),
            )

    def clean(self) -> dict[str, Any]:
        """Each purpose once, and none that the button already stands for."""
        cleaned = super().clean()
        words = cleaned.get("neighbourhood_label")
        if words and words.count(NAME) != 1:
            self.add_error("neighbourhood_label", _("Write {name} once, where the name goes."))
        boxes = self.formsets.get("offers")
        if boxes is None or not boxes.is_valid():
            return cleaned
        seen = {act.key for act in acts.registered() if act.notice_slug == cleaned.get("slug")}
        for form in boxes.forms:
            purpose = form.cleaned_data.get("purpose")
            if not purpose or form.cleaned_data.get("DELETE"):
                continue
            if purpose in seen:
                raise ValidationError(
                    _("The button or another box already asks for “%(purpose)s”."),
                    params={"purpose": purposes.label_of(purpose)},
                )
            seen.add(purpose)
        return cleaned


class NoticeIndexView(IndexView):
    """The texts, with a way to what was published."""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Adds the published versions."""
        url = reverse("hustings_notice_versions:index")
        return [*super().header_buttons, HeaderButton(gettext("Published versions"), url=url)]


class NoticeTextViewSet(SiteSnippetViewSet):
    """Drafts, workflow and translations of the texts, each site's for its own staff."""

    model = NoticeText
    icon = "clipboard-list"
    menu_label = _("Notices")
    menu_item_is_registered = True
    copy_view_enabled = False
    index_view_class = NoticeIndexView
    list_display = [
        "title",
        "slug",
        "site",
        LocaleColumn(label=_("Language")),
        LiveStatusTagColumn(label=_("State")),
    ]
    edit_handler = ObjectList(NoticeText.panels, base_form_class=NoticeTextForm)


class NoticeVersionsView(PeopleMixin, BaseListingView):
    """Every published version with counts; no person, so whoever works for the site may look."""

    model = Notice
    page_title = _("Published notices")
    nothing_here = _("No notice is published yet. Forms stay closed until theirs is.")
    header_icon = "clipboard-list"
    index_url_name = "hustings_notice_versions:index"
    template_name = "hustings_signup/admin/listing.html"
    results_template_name = "hustings_signup/admin/plain_results.html"
    table_classname = "listing hustings-listing"
    paginate_by = 50
    default_ordering = "-pk"
    columns = [
        TitleColumn(
            "title",
            label=_("Title"),
            accessor=lambda notice: notice.content["title"],
            url_name="hustings_notice_versions:version",
        ),
        columns.Cell("slug", label=_("Used by"), accessor=lambda notice: form_label(notice.slug)),
        columns.Cell(
            "locale", label=_("Language"), accessor=lambda notice: translated_name(notice.locale)
        ),
        columns.Number("version", label=_("Version")),
        columns.Moment("published_at", label=_("Published on")),
        columns.Number("agreed", label=_("People who agreed")),
        columns.Number("live", label=_("On a list because of it")),
        columns.Number("owed", label=_("Need a new consent")),
        columns.Cell("site", label=_("Site"), accessor=columns.site_name),
    ]

    def get_base_queryset(self) -> QuerySet[Notice]:
        """Of the user's sites."""
        return Notice.objects.filter(site__in=self.site_ids).select_related("site")

    def get_table(self, object_list: list[Notice]) -> Any:
        """Two queries count for the whole page."""
        notices = list(object_list)
        count_agreement(notices)
        count_owed(notices)
        return super().get_table(notices)


class NoticeVersionView(PeopleMixin, TemplateView):
    """The exact words of one version."""

    template_name = "hustings_signup/admin/notice_version.html"
    header_icon = "clipboard-list"
    kwargs: dict[str, Any]

    @cached_property
    def notice(self) -> Notice:
        """Of the user's sites, or 404."""
        found = Notice.objects.filter(site__in=self.site_ids).select_related("site")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        """Title and version."""
        return f"{self.notice.content['title']} ({self.notice.locale}, {self.notice.version})"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the list."""
        return [
            *self.breadcrumbs_items,
            {
                "url": reverse("hustings_notice_versions:index"),
                "label": gettext("Published notices"),
            },
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The notice with its counts."""
        count_agreement([self.notice])
        offers = [
            {**offer, "name": purposes.label_of(offer["purpose"], self.notice.site_id)}
            for offer in self.notice.content["purposes"]
        ]
        return super().get_context_data(**kwargs) | {
            "notice": self.notice,
            "offers": offers,
            "owed": renewal.owed(self.notice).count(),
            "asked": RenewalRequest.objects.filter(notice=self.notice).count(),
            "news": [messages.what_is_new(change) for change in renewal.news_since(self.notice)],
        }

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Asking those who need a new consent, for who may send mails."""
        if not (
            self.allows(PeoplePermission.MAIL, self.notice.site_id)
            and renewal.unasked(self.notice).exists()
        ):
            return []
        url = reverse("hustings_notice_versions:ask", args=[self.notice.pk])
        return [HeaderButton(gettext("Ask for the new consent"), url=url, icon_name="mail")]


class AskForm(forms.Form):
    """The number of mails, typed: nobody writes to 4,000 people by a slip of the finger."""

    number = forms.IntegerField(label=_("How many mails will go out? Type the number."))

    def __init__(self, *args: Any, expected: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_number(self) -> int:
        """Refuses any other number."""
        number: int = self.cleaned_data["number"]
        if number != self.expected:
            raise ValidationError(_("That is not the number above."))
        return number


class AskView(PeopleMixin, FormView):
    """GET says who would be asked what; POST queues one neutral mail each."""

    permission = PeoplePermission.MAIL
    template_name = "hustings_signup/admin/notice_ask.html"
    header_icon = "mail"
    form_class = AskForm
    page_title = _("Ask for the new consent")
    kwargs: dict[str, Any]

    @cached_property
    def notice(self) -> Notice:
        """A version in force, of the user's sites; the words of an older one are asked no more."""
        found = Notice.objects.filter(site__in=self.site_ids).in_force().select_related("site")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @cached_property
    def expected(self) -> int:
        """How many would be written to."""
        return renewal.unasked(self.notice).count()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Adds the number to type."""
        return super().get_form_kwargs() | {"expected": self.expected}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What changed, and for how many."""
        return super().get_context_data(**kwargs) | {
            "notice": self.notice,
            "expected": self.expected,
            "news": [messages.what_is_new(change) for change in renewal.news_since(self.notice)],
            "back": self.get_success_url(),
        }

    def get_success_url(self) -> str:
        """Back to the version."""
        return reverse("hustings_notice_versions:version", args=[self.notice.pk])

    def form_valid(self, form: AskForm) -> HttpResponse:
        """Logged with the number, never with who."""
        with transaction.atomic():
            asked = services.ask_again(notice=self.notice)
            log(
                instance=self.notice,
                action="hustings_signup.ask_again",
                user=self.request.user,
                data={"asked": asked},
            )
        admin_messages.success(
            self.request,
            ngettext("%(n)s mail is on its way.", "%(n)s mails are on their way.", asked)
            % {"n": asked},
        )
        return super().form_valid(form)


def count_owed(notices: list[Notice]) -> None:
    """Set `owed` on each; a first version has nobody to ask."""
    for notice in notices:
        notice.owed = renewal.owed(notice).count() if notice.version > 1 else 0  # type: ignore[attr-defined]


def count_agreement(notices: list[Notice]) -> None:
    """Set `agreed` (people with a yes to it) and `live` (now on a list because of it)."""
    hashes = [notice.sha256 for notice in notices]
    agreed = dict(
        ConsentRecord.objects.filter(notice_sha256__in=hashes, type__in=ConsentRecord.YES)
        .order_by()
        .values_list("notice_sha256")
        .annotate(people=Count("subject", distinct=True))
    )
    live = dict(
        Subscription.objects.filter(notice_sha256__in=hashes, state=Subscription.State.ACTIVE)
        .order_by()
        .values_list("notice_sha256")
        .annotate(people=Count("supporter", distinct=True))
    )
    for notice in notices:
        for name, found in (("agreed", agreed), ("live", live)):
            setattr(notice, name, found.get(notice.sha256, 0))


def form_label(slug: str) -> str:
    """Which forms show it, in words."""
    return str(dict(NoticeText.Slug.choices).get(slug, slug))


def version_urls() -> list[URLPattern]:
    """Routes under /admin/notice-versions/."""
    return [
        path("", NoticeVersionsView.as_view(), name="index"),
        path("<int:pk>/", NoticeVersionView.as_view(), name="version"),
        path("<int:pk>/ask/", AskView.as_view(), name="ask"),
    ]
