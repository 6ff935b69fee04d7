"""A Mailchimp of our own on loopback, a client that speaks to it, and a site that is connected."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from wagtail.models import Site

from hustings_mailchimp import api, services, tasks
from hustings_mailchimp.models import Audience as Connection
from hustings_mailchimp.models import Contact
from hustings_signup import services as signup_services
from hustings_signup.models import Notice, NoticeText, ProcessorEntry, Supporter
from hustings_signup.proof import sealing
from tests.doubles.mailchimp import KEY, MailchimpServer
from tests.doubles.mailchimp_lists import Audience
from tests.signup.conftest import Signup
from tests.signup.conftest import signup as signup

NAMED = "Mailchimp (Intuit Inc.), United States, standard contractual clauses"
LEA = "lea@example.org"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailchimpServer]:
    """The double; the client's address points to it."""
    with MailchimpServer() as running:
        monkeypatch.setattr(api, "HOST", running.url)
        yield running


@pytest.fixture
def audience(server: MailchimpServer) -> Audience:
    """One empty list."""
    return server.audience()


@pytest.fixture
def client(server: MailchimpServer) -> api.Api:
    """With the right key."""
    return api.Api(KEY)


def name_mailchimp(site: Site, *, line: str = NAMED, code: str = "fr") -> Notice:
    """Publish the words of the news form anew, with this transfer outside the Union."""
    text = NoticeText.objects.get(site=site, slug="news", locale__language_code=code)
    text.outside_eu = line
    text.save()
    text.save_revision().publish()
    return Notice.objects.current(site=site, slug="news", locale=code)


def declare(site: Site) -> ProcessorEntry:
    """The company stands in the register of the site."""
    return signup_services.declare_processor(
        site=site,
        key="mailchimp",
        name="Mailchimp",
        country="United States",
        is_outside_eu=True,
        purpose="Sends the news.",
        safeguard="Standard contractual clauses",
    )


@dataclass
class Connected:
    """A site that is switched on, and what a test does with its people."""

    signup: Signup
    server: MailchimpServer
    there: Audience
    row: Connection

    @property
    def site(self) -> Site:
        """The controller."""
        return self.signup.campaign.site

    def join(
        self, email: str = LEA, *, ticked: tuple[str, ...] = (), at: datetime | None = None
    ) -> Supporter:
        """Sign up and confirm."""
        submission = self.signup.submit(email, ticked=ticked, at=at)
        signup_services.confirm(submission=submission, at=at)
        return Supporter.objects.get(pk=submission.supporter_id)

    def erase(self, supporter: Supporter) -> None:
        """On the person's own request."""
        signup_services.erase(
            supporter=supporter, reason="request", actor="data_subject", channel="web_form"
        )

    def sync(self, *, passes: int = 2) -> None:
        """What `tick` and the worker do in a minute."""
        for _pass in range(passes):
            sealing.seal()
            tasks.follow_all()
            services.push(self.row.pk)
        self.row.refresh_from_db()

    def later(self, **passed: float) -> None:
        """As if this much time had gone by for whatever waits."""
        gone = timedelta(**passed)
        for row in Contact.objects.all():
            Contact.objects.filter(pk=row.pk).update(due_at=row.due_at - gone)
        self.row.refresh_from_db()
        for name in ("paused_until", "compared_at", "reconciled_at", "switched_at"):
            if (moment := getattr(self.row, name)) is not None:
                Connection.objects.filter(pk=self.row.pk).update(**{name: moment - gone})
        self.row.refresh_from_db()

    def status(self, email: str = LEA) -> str:
        """At Mailchimp; "" when it does not know the address."""
        from tests.doubles.mailchimp_lists import md5

        member = self.there.members.get(md5(email))
        return member.status if member else ""


@pytest.fixture
def off(signup: Signup, server: MailchimpServer, audience: Audience, settings) -> Connected:
    """Everything is ready and nothing is switched on."""
    settings.HUSTINGS = {**settings.HUSTINGS, "MAILCHIMP_KEYS": {"": KEY}}
    site = signup.campaign.site
    signup.notice_fr = name_mailchimp(site)
    declare(site)
    row = services.choose(
        site=site,
        list_id=audience.id,
        name=audience.name,
        purposes=["updates.campaign", "updates.beyond"],
    )
    return Connected(signup, server, audience, row)


@pytest.fixture
def connected(off: Connected) -> Connected:
    """Switched on. No webhook: this site is not reached from outside."""
    services.switch_on(site=off.site)
    Connection.objects.filter(pk=off.row.pk).update(webhook_failure="invalid_request")
    off.row.refresh_from_db()
    return off
