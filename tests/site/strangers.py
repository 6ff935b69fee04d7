"""Two campaigns of one install, and every address of the admin with what belongs to the second."""

import re
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    Page,
    Revision,
    Site,
    Task,
    Workflow,
)
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from hustings.campaign.builder.staff import ROLES
from hustings_blog.models import Author, BlogTag
from hustings_home.models import BrandSettings
from hustings_signup import services
from hustings_signup.mailbox import parse
from hustings_signup.models import (
    DataRequest,
    FollowUp,
    ImportBatch,
    Note,
    Notice,
    NoticeText,
    Outbox,
    Segment,
    SignupPage,
    Submission,
    Supporter,
    Tag,
    Tagging,
)
from hustings_signup.people import Person
from hustings_signup.visits import Visit
from tests.conftest import PASSWORD

#: Stands in everything that belongs to the other campaign.
SECRET = "Zwxqvy"


@dataclass
class Stranger:
    """What of the other campaign has an id, by the name it has in addresses."""

    site: Site
    ids: dict[str, list[int]] = field(default_factory=dict)


def member(site: Site, name: str, roles: tuple[str, ...] = tuple(ROLES)):
    """Somebody with these roles of a site."""
    user = get_user_model().objects.create_user(name, f"{name}@example.org", PASSWORD)
    groups = Group.objects.filter(hustings_sites__site=site).distinct()
    names = {ROLES[role].names["fr"] for role in roles}
    user.groups.set(group for group in groups if group.name.split(" · ")[0] in names)
    assert user.groups.count() == len(roles)
    return user


def furnish(site: Site) -> Stranger:
    """Give the other campaign people, pictures, staff and words that carry the secret."""
    staff = member(site, f"{SECRET.lower()}-staff")
    site.site_name = f"{SECRET} site"
    site.save()
    BrandSettings.objects.filter(site=site).update(campaign_name=f"{SECRET} brand")
    for group in Group.objects.filter(hustings_sites__site=site):
        Group.objects.filter(pk=group.pk).update(name=f"{group.name} {SECRET}")
    homes = site.root_page.get_translations(inclusive=True)
    pages = Page.objects.none()
    for home in homes:
        pages = pages | Page.objects.descendant_of(home, inclusive=True)
    for page in pages.specific():
        page.title = f"{SECRET} {page.title}"
        page.draft_title, page.owner = page.title, staff
        page.save()
        page.save_revision(user=staff, log_action=True).publish(user=staff)
    root = Collection.get_first_root_node()
    collection = (
        GroupCollectionPermission.objects.filter(group__hustings_sites__site=site)
        .first()
        .collection
    )
    assert collection != root
    collection.name = f"{SECRET} folder"
    collection.save()
    image = Image.objects.create(
        title=f"{SECRET} picture", file=get_test_image_file(), collection=collection
    )
    image.tags.add(f"{SECRET}tag")
    document = Document.objects.create(
        title=f"{SECRET} file", file=ContentFile(b"x", "x.txt"), collection=collection
    )
    author = Author.objects.create(
        site=site, name=f"{SECRET} author", slug="zw", locale=site.root_page.locale
    )
    tag = BlogTag.objects.create(site=site, name=f"{SECRET} word", slug="zwword")
    supporter = join(site)
    kept = furnish_team(site, supporter)
    NoticeText.objects.filter(site=site).update(title=f"{SECRET} notice", body=f"{SECRET} words")
    text = NoticeText.objects.filter(site=site).first()
    sources = TranslationSource.objects.filter(object_id__in=[h.translation_key for h in homes])
    translations = Translation.objects.filter(source__in=sources)
    page_ids = list(pages.values_list("pk", flat=True))
    return Stranger(
        site,
        kept
        | {
            "page": [homes[0].pk, page_ids[-1]],
            "image": [image.pk],
            "document": [document.pk],
            "collection": [collection.pk],
            "author": [author.pk],
            "blogtag": [tag.pk],
            "noticetext": [text.pk],
            "version": list(Notice.objects.filter(site=site).values_list("pk", flat=True)[:1]),
            "supporter": [supporter.pk],
            "submission": list(Submission.objects.filter(site=site).values_list("pk", flat=True)),
            "outbox": list(Outbox.objects.filter(site=site).values_list("pk", flat=True)[:1]),
            "site": [site.pk],
            "user": [staff.pk],
            "group": list(staff.groups.values_list("pk", flat=True)),
            "revision": list(
                Revision.page_revisions.filter(object_id__in=map(str, page_ids)).values_list(
                    "pk", flat=True
                )[:1]
            ),
            "workflow": list(
                Workflow.objects.filter(workflow_pages__page__in=homes).values_list(
                    "pk", flat=True
                )[:1]
            ),
            "task": list(
                Task.objects.filter(
                    workflow_tasks__workflow__workflow_pages__page__in=homes
                ).values_list("pk", flat=True)[:1]
            ),
            "source": list(sources.values_list("pk", flat=True)[:1]),
            "translation": list(translations.values_list("pk", flat=True)[:1]),
            "segment": list(
                StringSegment.objects.filter(source__in=sources).values_list("pk", flat=True)[:1]
            ),
        },
    )


def furnish_team(site: Site, supporter: Supporter) -> dict[str, list[int]]:
    """What the other team keeps about its people, each with the secret in it; ids by kind."""
    now = timezone.now()
    tag = Tag.objects.create(site=site, name=f"{SECRET} tag", slug="zw", created_at=now)
    Tagging.objects.create(tag=tag, supporter=supporter, created_at=now)
    about = {"supporter": supporter, "created_at": now}
    today = now.date()
    made = {
        "tag": tag,
        "note": Note.objects.create(text=f"{SECRET} said", author_name="x", **about),
        "follow_up": FollowUp.objects.create(what=f"Call {SECRET}", asked_by_name="x", **about),
        "saved": Segment.objects.create(
            site=site, name=f"{SECRET} segment", made_at=now, changed_at=now
        ),
        "request": DataRequest.objects.create(
            site=site,
            kind=DataRequest.Kind.ACCESS,
            channel=DataRequest.Channel.LETTER,
            received_on=today,
            due_on=today,
            supporter=supporter,
            note=f"{SECRET} wrote",
        ),
        "batch": ImportBatch.objects.create(
            site=site,
            user_name="x",
            file_sha256="0" * 64,
            format=ImportBatch.Format.GENERIC,
            purpose="updates.campaign",
            locale="fr",
            origin=f"{SECRET} file",
            created_at=now,
        ),
    }
    return {kind: [row.pk] for kind, row in made.items()}


def join(site: Site):
    """A supporter of the site, confirmed, through the services."""
    page = SignupPage.objects.filter(
        path__startswith=site.root_page.path, locale=site.root_page.locale
    ).first()
    code = page.locale.language_code
    submission = services.submit(
        act="updates.campaign",
        act_ref="page:news",
        page=page,
        person=Person(mailbox=parse(f"{SECRET.lower()}@example.org"), given_name=SECRET),
        asked={},
        notice=Notice.objects.current(site=site, slug="news", locale=code),
        visit=Visit(ip="192.0.2.9"),
        locale=code,
        at=timezone.now(),
    )
    services.confirm(submission=submission)
    return submission.supporter


def routes(patterns=None, before="") -> list[str]:
    """Every route below /admin/, as patterns write it."""
    found = []
    for pattern in patterns or get_resolver().url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += routes(pattern.url_patterns, route)
        elif route.startswith("admin/"):
            found.append(route)
    return found


#: Which ids stand for a converter whose name alone does not say it, by part of the address.
PK = (
    ("people-imports", "batch"), ("admin/segments", "saved"), ("follow-ups/<int:pk>", "follow_up"),
    ("data-requests", "request"),
    ("api/main/^pages", "page"), ("api/main/^images", "image"), ("api/main/^documents", "document"),
    ("workflows/usage", "workflow"), ("workflows/edit", "workflow"),
    ("workflows/enable", "workflow"),
    ("workflows/disable", "workflow"), ("workflows/tasks", "task"), ("collections", "collection"),
    ("settings/", "site"), ("/author/", "author"), ("/blogtag/", "blogtag"),
    ("/noticetext/", "noticetext"), ("notice-versions", "version"), ("admin/people", "supporter"),
    ("held-submissions", "submission"), ("mails", "outbox"), ("locales", "site"),
    ("sites/", "site"),
    ("users/", "user"), ("groups/", "group"), ("images/", "image"), ("documents/", "document"),
    ("^(?P<pk>", "page"), ("localize/api/snippets", "author"),
)  # fmt: skip
NAMED = {
    "site_id": "site", "tag_id": "tag", "note_id": "note",
    "page_id": "page", "parent_page_id": "page", "page_to_move_id": "page",
    "destination_id": "page",
    "page_pk": "page", "image_id": "image", "document_id": "document", "doc_id": "document",
    "collection_id": "collection", "revision_id": "revision", "workflow_pk": "workflow",
    "task_id": "task", "translation_source_id": "source", "translation_id": "translation",
    "string_segment_id": "segment", "overridable_segment_id": "segment",
}  # fmt: skip
TEXTS = {
    "app_label": "hustings_home", "model_name": "standardpage", "action": "delete",
    "content_type_app_name": "hustings_home", "content_type_model_name": "standardpage",
    "app_name": "hustings_home", "filter_spec": "original", "mode": "x", "action_name": "publish",
}  # fmt: skip


def addresses(stranger: Stranger) -> list[str]:
    """Every address of the admin, ids of the other campaign put in."""
    found = []
    for route in routes():
        for index in (0, 1):
            path = filled(route, stranger, index)
            if path not in found:
                found.append(path)
    return found


def filled(route: str, stranger: Stranger, index: int) -> str:
    """One address; an id that nothing is known for is 1."""

    def value(kind: str, name: str) -> str:
        if kind != "int" and name not in ("pk", "object_id") and name in TEXTS:
            if "settings/" in route and name == "model_name":
                return "brandsettings"
            if "snippet" in route and name in ("app_label", "model_name"):
                return {"app_label": "hustings_blog", "model_name": "author"}[name]
            return TEXTS[name]
        key = NAMED.get(name) or next((key for part, key in PK if part in route), "")
        if "object_id" in name:
            key = "page"
        ids = stranger.ids.get(key) or [1]
        return str(ids[index % len(ids)])

    def group(match: re.Match[str]) -> str:
        return "live" if "revision" in match[1] else value("int", match[1])

    route = re.sub(r"\(\?P<(pk|revision_id_a|revision_id_b)>[^)]*\)", group, route)
    route = re.sub(r"<(\w+):(\w+)>", lambda m: value(m[1], m[2]), route)
    return "/" + route.replace("^", "").replace("$", "").replace("\\.", ".").replace(".*", "x")
