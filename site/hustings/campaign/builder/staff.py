"""Groups with their permissions, for one site, and the workflow that asks for a second look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from hustings.campaign.builder.media import Media
from hustings.campaign.builder.site import Ground, distinct_name
from hustings_signup.models import PeoplePermission
from hustings_signup.staff.access import grant

ALL_PEOPLE = tuple(PeoplePermission.values)
DRAFT = ("add", "change")
PUBLISH = (*DRAFT, "publish", "bulk_delete", "lock", "unlock")
LIBRARY = ("add_image", "change_image", "choose_image", "add_document", "choose_document")
WORDS_OF_NEWS = tuple(
    f"hustings_blog.{action}_{model}"
    for model in ("author", "blogtag")
    for action in ("add", "change", "delete")
)
TRANSLATE = ("wagtail_localize.submit_translation",)
#: Of the site only; the rows are those of Wagtail's permissions per site.
SETTINGS = (
    "hustings_home.change_brandsettings",
    "hustings_home.change_identitysettings",
    "hustings_mailings.change_mailingsettings",
)
NOTICES = (
    "hustings_signup.add_noticetext",
    "hustings_signup.change_noticetext",
    "hustings_signup.publish_noticetext",
)
WRITE_MAILINGS = ("hustings_mailings.write_mailing",)
SEND_MAILINGS = (
    *WRITE_MAILINGS,
    "hustings_mailings.send_mailing",
    "hustings_mailings.approve_mailing",
)
#: They count for the events whose page the organiser made.
REGISTRATIONS = ("hustings_events.view_registration", "hustings_events.change_registration")


@dataclass(frozen=True)
class Role:
    """What a group may do: pages below which keys, other permissions, people (consent.md R17)."""

    names: dict[str, str]
    pages: tuple[str, ...] = ()
    on_pages: tuple[str, ...] = PUBLISH
    permissions: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


#: One person may have several: in a small team one person has them all.
ROLES = {
    "administrators": Role(
        {"fr": "Administration", "en": "Administrators"},
        pages=("home",),
        permissions=(*WORDS_OF_NEWS, *NOTICES, *TRANSLATE, *REGISTRATIONS, *SEND_MAILINGS),
        settings=SETTINGS,
        people=ALL_PEOPLE,
    ),
    "editors": Role(
        {"fr": "Rédaction", "en": "Editors"},
        pages=("home",),
        on_pages=DRAFT,
        permissions=(*TRANSLATE, *WRITE_MAILINGS),
    ),
    "publishers": Role(
        {"fr": "Publication", "en": "Publishers"},
        pages=("home",),
        permissions=(*WORDS_OF_NEWS, *TRANSLATE, *SEND_MAILINGS),
    ),
    # The list shows everybody: who organises sees events and petitions, and no list.
    "organisers": Role(
        {"fr": "Organisation", "en": "Organisers"},
        pages=("agenda", "petitions"),
        permissions=(*TRANSLATE, *REGISTRATIONS),
    ),
    "entry": Role({"fr": "Saisie", "en": "Data entry"}, people=(PeoplePermission.PAPER.value,)),
    "data": Role({"fr": "Données", "en": "Data officers"}, permissions=NOTICES, people=ALL_PEOPLE),
}
#: Whom editors ask to look before something is published.
REVIEWERS = ("administrators", "publishers")
REVIEW = {"fr": "Relecture", "en": "Review"}


def make_groups(ground: Ground, media: Media) -> list[Group]:
    """The groups of the site; one that exists keeps what staff changed. Returns the new."""
    made = []
    for role in ROLES.values():
        group, is_new = Group.objects.get_or_create(name=named(role.names, ground))
        if is_new:
            _allow(group, role, ground, media)
            made.append(group)
    return made


def named(names: dict[str, str], ground: Ground) -> str:
    """A name that says which site it is for: one install may serve several campaigns."""
    return f"{names[ground.source.language_code]} · {distinct_name(ground.site)}"


def _allow(group: Group, role: Role, ground: Ground, media: Media) -> None:
    group.permissions.add(*_permissions(("wagtailadmin.access_admin", *role.permissions)))
    keys = [ground.key_of(key) for key in role.pages]
    may = _permissions(f"wagtailcore.{action}_page" for action in role.on_pages)
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page=page, permission=permission)
        for page in Page.objects.filter(translation_key__in=keys)
        for permission in may
    )
    GroupSitePermission.objects.bulk_create(
        GroupSitePermission(group=group, site=ground.site, permission=permission)
        for permission in _permissions(role.settings)
    )
    if role.pages:
        GroupCollectionPermission.objects.bulk_create(
            GroupCollectionPermission(
                group=group, collection=media.collection, permission=permission
            )
            for permission in Permission.objects.filter(
                codename__in=LIBRARY, content_type__app_label__in=["wagtailimages", "wagtaildocs"]
            )
        )
    grant(group, sites=[ground.site], permissions=role.people)


def _permissions(names: Iterable[str]) -> list[Permission]:
    """The rows of `app.codename`; those of Django's defaults that a model leaves out are none."""
    found: list[Permission] = []
    for name in names:
        app, _, codename = name.partition(".")
        found += Permission.objects.filter(content_type__app_label=app, codename=codename)
    return found


def make_workflow(ground: Ground) -> bool:
    """Editors ask somebody who may publish to look; False when it exists."""
    workflow, is_new = Workflow.objects.get_or_create(name=named(REVIEW, ground))
    if not is_new:
        return False
    task = GroupApprovalTask.objects.create(name=workflow.name)
    names = [named(ROLES[key].names, ground) for key in REVIEWERS]
    task.groups.set(Group.objects.filter(name__in=names))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    homes = Page.objects.filter(translation_key=ground.key_of("home"))
    for page in homes:
        WorkflowPage.objects.get_or_create(page=page, defaults={"workflow": workflow})
    return True


def remove_stock_groups() -> None:
    """Wagtail's own groups may edit every site; without members they only confuse."""
    Group.objects.filter(name__in=["Editors", "Moderators"], user=None).delete()
    Workflow.objects.filter(name="Moderators approval", workflow_states=None).delete()
