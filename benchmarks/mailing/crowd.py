"""People on one list, each with the form, the consent and the link a mailing reads."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from wagtail.models import Site

from benchmarks.people.engine import digest, fill, loading, moment, numbers, settle, uuid
from hustings_blog.models import BlogIndexPage, BlogPage
from hustings_signup import keys
from hustings_signup.models import (
    ConsentRecord,
    Link,
    SubjectLink,
    Submission,
    Subscription,
    Supporter,
)

NEWS = "updates.campaign"
BASE = datetime(2026, 5, 3, 9, tzinfo=UTC)
SUPPORTER = "hustings_signup_supporter"
PARAGRAPH = (
    "<p>Chaque nuit, le dernier bus part à minuit ; dès l’été, il partira à deux heures. "
    "Voici ce que nous avons voté, ce que cela coûte et <a href='https://example.org/'>qui"
    " l’a écrit</a>. " + "Nous l’avons dit, nous le ferons : à pied, à vélo, en bus. " * 4 + "</p>"
)


def make(site: Site, count: int) -> None:
    """Set-wise; the hashes of the ledger are the hash of nothing."""
    page = BlogIndexPage.objects.get().pk
    with loading():
        fill(
            Supporter,
            f"{numbers(count)} ORDER BY n",
            uuid=uuid(),
            site=str(site.pk),
            email="'reader' || n || '@mail' || n % 40 || '.example'",
            email_canonical="'reader' || n || '@mail' || n % 40 || '.example'",
            given_name="'Ada'",
            locale="'fr'",
            email_verified_at=moment(BASE, "n % 86400"),
            created_at=moment(BASE, "n % 86400"),
        )
        fill(SubjectLink, SUPPORTER, subject=uuid(), supporter="id")
        fill(
            Submission,
            SUPPORTER,
            uuid=uuid(),
            site=str(site.pk),
            supporter="id",
            page=str(page),
            act=f"'{NEWS}'",
            act_ref=f"'page:{page}'",
            locale="locale",
            folded_hash="''",
            created_at="created_at",
            expires_at="created_at",
            confirmed_at="created_at",
        )
        fill(
            Subscription,
            SUPPORTER,
            supporter="id",
            purpose=f"'{NEWS}'",
            state="'active'",
            since="created_at",
        )
        fill(
            ConsentRecord,
            "hustings_signup_submission f"
            " JOIN hustings_signup_subjectlink l ON l.supporter_id = f.supporter_id",
            uuid=uuid(),
            site=str(site.pk),
            site_name="'benchmark'",
            subject="l.subject",
            purpose=f"'{NEWS}'",
            type="'given'",
            occurred_at="f.created_at",
            actor="'data_subject'",
            channel="'email_link'",
            submission="f.uuid",
            hash_version="1",
            record_hash=digest(),
        )
        fill(
            Link,
            SUPPORTER,
            uuid=uuid(),
            kind="'unsubscribe'",
            key_number=str(keys.newest_token_key()),
            token_hash=digest(),
            supporter="id",
            created_at="created_at",
        )
    settle()


def post(site: Site) -> BlogPage:
    """What is sent: ten paragraphs, as long as an ordinary letter."""
    index = BlogIndexPage(title="Actualités", slug="actus")
    site.root_page.add_child(instance=index)
    index.save_revision().publish()
    found = BlogPage(
        title="Un bus de nuit, enfin",
        summary="Il part à minuit. Dès l’été, il partira à deux heures.",
        published_on=date(2026, 11, 2),
        body=[{"type": "text", "value": PARAGRAPH * 10}],
    )
    index.add_child(instance=found)
    found.save_revision().publish()
    return BlogPage.objects.get(pk=found.pk)


def staff() -> User:
    """Who sends it."""
    return get_user_model().objects.create_user("benchmark")
