"""Pages that carry a public form, and the sign-up page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from hustings_home.blocks import BodyBlock
from hustings_home.models import BasePage
from hustings_signup.models.notices import Notice

if TYPE_CHECKING:
    from wagtail.models import Page as MixedInto

    from hustings_signup.forms import PublicForm
else:
    MixedInto = models.Model


class FormPageMixin(MixedInto):
    """A page with a public form. `act` names what its button does."""

    #: Dotted path of the form class.
    public_form_class: ClassVar[str] = "hustings_signup.forms.PublicForm"
    #: URL name of the view that takes the form; its argument is the page's id.
    form_route: ClassVar[str] = ""
    #: Which notice stands under the form.
    notice_slug: ClassVar[str] = ""
    act: str = ""

    class Meta:
        abstract = True

    @property
    def form_action(self) -> str:
        """Where the form is sent: an address of its own, outside the page tree."""
        return reverse(self.form_route, args=[self.pk])

    def current_notice(self) -> Notice | None:
        """The words in force for this page's site and language; None: no form is shown."""
        if not hasattr(self, "_current_notice"):
            site = self.get_site()
            self._current_notice = site and Notice.objects.current(
                site=site, slug=self.notice_slug, locale=self.locale.language_code
            )
        return self._current_notice

    def closed_because(self) -> str:
        """Why this page itself shows no form (closed, past, full), or "" when it does."""
        return ""

    def paused(self, request: HttpRequest | None = None) -> str:
        """What staff say while all forms of this kind are paused on its site, or ""."""
        from hustings_signup import guarding

        site = self.get_site()
        return guarding.of_page(self, site.pk if site else None, request).pause_of(self.act)

    def accepts_now(self, request: HttpRequest | None = None) -> str:
        """Why no form is shown, or "" when one is; a pause holds within a second."""
        return self.closed_because() or self.paused(request)

    def get_public_form(
        self, request: HttpRequest | None = None, data: Mapping[str, Any] | None = None
    ) -> PublicForm | None:
        """The form, bound when there is data; None without a published notice."""
        notice = self.current_notice()
        if notice is None:
            return None
        form_class = import_string(self.public_form_class)
        source = request.GET.get("s", "") if request is not None else ""
        form: PublicForm = form_class(
            data, notice=notice, act=self.act, source=source[:16], **self.form_options()
        )
        self._guard(form, notice, request)
        return form

    def _guard(self, form: PublicForm, notice: Notice, request: HttpRequest | None) -> None:
        """The optional guard that staff chose for forms of this kind."""
        from hustings_signup import captchas, guarding

        captcha = captchas.of_form(guarding.of_page(self, notice.site_id, request), self.act)
        if captcha:
            form.guard_with(captcha)
        if captcha == captchas.RECAPTCHA:
            captchas.widen_policy(request)

    def form_options(self) -> dict[str, Any]:
        """What else the form is told."""
        return {}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `form` (given to the call, or a fresh one), `form_action`, `notice`, `closed`,
        `is_paused`."""
        form = kwargs.pop("form", None)
        context = super().get_context(request, *args, **kwargs)
        closed = self.accepts_now(request)
        context["closed"] = closed
        context["is_paused"] = bool(closed) and not self.closed_because()
        context["form"] = form or (None if closed else self.get_public_form(request))
        context["form_action"] = self.form_action
        context["notice"] = self.current_notice()
        return context


class SignupPage(FormPageMixin, BasePage):
    """Asks for one thing: news by e-mail, or to be called on as a volunteer."""

    class Asks(models.TextChoices):
        """The act of the button, and the purpose it stands for."""

        NEWS = "updates.campaign", _("news by e-mail")
        VOLUNTEER = "volunteer.contact", _("volunteering")

    asks_for = models.CharField(_("asks for"), max_length=50, choices=Asks, default=Asks.NEWS)
    offers_neighbourhoods = models.BooleanField(
        _("offers the lists of the neighbourhoods"),
        default=False,
        help_text=_(
            "One unticked box for each that is open, in the words of the notice. Without "
            "neighbourhoods, or without words for them, the form stays as it is."
        ),
    )
    lead = models.TextField(_("lead"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text beside the form"))

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("lead"),
        FieldPanel("asks_for"),
        FieldPanel("offers_neighbourhoods"),
        FieldPanel("body"),
    ]
    parent_page_types = ["hustings_home.HomePage", "hustings_home.StandardPage"]
    subpage_types: list[str] = []
    page_description = _("A form to subscribe to the news or to volunteer.")
    form_template = "hustings_signup/form.html"
    form_route = "hustings_signup:sign_up"
    public_form_class = "hustings_signup.forms.SignupForm"

    class Meta:
        verbose_name = _("sign-up page")
        verbose_name_plural = _("sign-up pages")

    @property
    def act(self) -> str:  # type: ignore[override]
        """The act of the button."""
        return self.asks_for

    @property
    def notice_slug(self) -> str:  # type: ignore[override]
        """The notice that goes with it."""
        return "volunteer" if self.asks_for == self.Asks.VOLUNTEER else "news"

    def form_options(self) -> dict[str, Any]:
        """Whether neighbourhoods are offered."""
        return {"offers_neighbourhoods": self.offers_neighbourhoods}
