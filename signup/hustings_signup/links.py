"""Personal links: made when a mail is written, found again by the hash of their token."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from hustings_signup import keys
from hustings_signup.models import Link, Submission, Supporter

_routes: dict[str, str] = {}
#: As long as a token; no address holds it by chance.
_SOME_TOKEN = "0123456789" * 4 + "012"


def register_kind(kind: str, *, route: str) -> None:
    """Declare a kind of link and the URL name that takes its token."""
    _routes[kind] = route


def make(
    *,
    kind: str,
    supporter: Supporter,
    submission: Submission | None = None,
    expires_at: datetime | None = None,
) -> Link:
    """The one link of this kind for a submission (or, without one, for a person)."""
    found = Link.objects.filter(kind=kind, supporter=supporter, submission=submission).first()
    if found:
        return found
    link = Link(
        kind=kind,
        key_number=keys.newest_token_key(),
        supporter=supporter,
        submission=submission,
        created_at=timezone.now(),
        expires_at=expires_at,
    )
    link.token_hash = keys.token_hash(raw_token(link))
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except IntegrityError:  # made at the same moment by another process
        return Link.objects.get(kind=kind, supporter=supporter, submission=submission)
    return link


def path_to_stop(supporter: Supporter) -> str:
    """The page to stop the news; its link was made when the person first confirmed."""
    return path(Link.objects.get(kind="unsubscribe", supporter=supporter, submission=None))


def stops_the_news_of(supporter: Supporter, address: str) -> bool:
    """Whether an address is this person's working way to stop the news."""
    found = Link.objects.select_related("supporter__site").filter(
        kind="unsubscribe", supporter=supporter
    )
    return any(url(link) == address for link in found)


def raw_token(link: Link) -> str:
    """The token itself; derived, so that only its hash needs storing."""
    return keys.token(link.kind, str(link.uuid), link.key_number)


def find(kind: str, token: str) -> Link | None:
    """The link a token belongs to; None when damaged, of another kind, or erased.

    Whether it is still good is the caller's to judge: an old link deserves its own message.
    """
    return (
        Link.objects.select_related("supporter", "submission")
        .filter(kind=kind, token_hash=keys.token_hash(token))
        .first()
    )


def path(link: Link) -> str:
    """The path of the page behind a link."""
    return reverse(_routes[link.kind], args=[raw_token(link)])


def url(link: Link) -> str:
    """The absolute address for a mail."""
    return absolute(path(link), link.supporter.site)


def urls(found: Iterable[Link], site: Site) -> dict[int, str]:
    """The absolute addresses of one link each of many people of a site, by person. A route is
    looked up once per kind, which takes ten times as long as the token."""
    shapes: dict[str, tuple[str, str]] = {}
    made = {}
    for link in found:
        if link.kind not in shapes:
            shape = absolute(reverse(_routes[link.kind], args=[_SOME_TOKEN]), site)
            before, _token, after = shape.partition(_SOME_TOKEN)
            shapes[link.kind] = before, after
        before, after = shapes[link.kind]
        made[link.supporter_id] = f"{before}{raw_token(link)}{after}"
    return made


def absolute(target: str, site: Site) -> str:
    """A path as an absolute address of a site; BASE_URL for the default site."""
    base = getattr(settings, "WAGTAILADMIN_BASE_URL", "") if site.is_default_site else ""
    return f"{base or site.root_url}{target}"
