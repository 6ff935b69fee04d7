"""What a scene finds: the pages of the site, and somebody who acts on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site, get_page_models

from hustings_signup import services
from hustings_signup.mailbox import parse
from hustings_signup.models import FormPageMixin, Notice, Outbox, Submission, Supporter
from hustings_signup.people import Person
from hustings_signup.visits import Visit

#: A domain that nobody can have (RFC 2606).
ADDRESS = "camille.exemple@example.org"
LOOKED_AT = 20


class NotPlayable(Exception):
    """The site lacks something a mail needs; the text says what."""


@dataclass
class Stage:
    """One site in one language; `account` is whoever looks."""

    site: Site
    locale: str
    account: User
    at: datetime = field(default_factory=timezone.now)

    @property
    def somebody(self) -> Person:
        """Invented, and known to no list."""
        return Person(
            mailbox=parse(ADDRESS), given_name="Camille", family_name="Exemple", postcode="75011"
        )

    def page(self, act: str) -> Any:
        """A page where this act can be done now; NotPlayable without one."""
        for model in get_page_models():
            if not issubclass(model, FormPageMixin):
                continue
            pages = model.objects.live().public().filter(locale__language_code=self.locale)
            for page in pages.order_by("-pk")[:LOOKED_AT]:
                if page.act == act and page.get_site() == self.site and is_open(page):
                    return page
        raise NotPlayable(
            _("There is no public page with an open form for it, or no published notice.")
        )

    def form(self, page: Any) -> dict[str, Any]:
        """What the service behind a page's form is given: every box ticked."""
        notice: Notice = page.current_notice()
        return {
            "page": page,
            "person": self.somebody,
            "asked": {offer["purpose"]: True for offer in notice.content["purposes"]},
            "notice": notice,
            "visit": Visit(path=page.url or ""),
            "locale": self.locale,
            "at": self.at,
        }

    def signed_up(self) -> Submission:
        """The form for news, just sent."""
        page = self.page("updates.campaign")
        return services.submit(
            **self.form(page), act=page.act, act_ref=f"page:{page.translation_key}"
        )

    def confirmed(self, submission: Submission) -> Submission:
        """The press, a minute after the form."""
        self.at += timedelta(minutes=1)
        return services.confirm(submission=submission, at=self.at)

    def subscriber(self) -> Supporter:
        """Somebody on the list of news."""
        return self.confirmed(self.signed_up()).supporter

    def mail(self, kind: str, **about: Any) -> Outbox:
        """The last wish of a kind about somebody or something."""
        return Outbox.objects.select_related("site", "supporter", "submission").get(
            pk=Outbox.objects.filter(kind=kind, site=self.site, **about).latest("pk").pk
        )


def is_open(page: Any) -> bool:
    """Whether its form is shown now."""
    return not page.accepts_now() and page.current_notice() is not None
