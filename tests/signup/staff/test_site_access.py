"""Permissions on people hold for the sites of the same group, and nowhere else."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group
from django.urls import reverse

from hustings_signup.models import NoticeText, PeoplePermission, SiteAccess
from hustings_signup.staff import access
from tests.signup.staff.conftest import enter, make_user, speak

LIST = PeoplePermission.LIST.full_name


def sites(user, permission=""):
    """As a new request sees it: permissions are kept on the user object."""
    if user.pk:
        user = get_user_model().objects.get(pk=user.pk)
    return set(access.sites_for(user, permission).values_list("hostname", flat=True))


def test_a_superuser_works_for_every_site(staff, other):
    assert sites(staff) == sites(staff, LIST) == {"localhost", "b.example"}


def test_a_group_works_for_its_sites_only(officer, other):
    assert sites(officer) == sites(officer, LIST) == {"localhost"}


def test_r17_a_site_without_permission_shows_nobody(organiser):
    assert sites(organiser) == {"localhost"}
    assert sites(organiser, LIST) == set()


def test_r17_a_permission_of_one_group_does_not_reach_the_site_of_another(signup, other):
    user = make_user("both", sites=[other.site])
    officers = Group.objects.create(name="Officers of A")
    access.grant(officers, sites=[signup.campaign.site], permissions=[PeoplePermission.LIST])
    user.groups.add(officers)
    user = get_user_model().objects.get(pk=user.pk)
    assert sites(user) == {"localhost", "b.example"}
    assert sites(user, LIST) == {"localhost"}
    assert access.may(user, PeoplePermission.LIST, signup.campaign.site.pk)
    assert not access.may(user, PeoplePermission.LIST, other.site.pk)


def test_nobody_and_the_dismissed_work_for_no_site(officer):
    assert sites(AnonymousUser()) == set()
    officer.is_active = False
    officer.save()
    assert sites(officer) == set()


def test_granting_again_replaces_what_was_granted(signup, other):
    group = Group.objects.create(name="Changing")
    access.grant(group, sites=[signup.campaign.site], permissions=["list_people", "open_person"])
    access.grant(group, sites=[other.site], permissions=["export_people"])
    assert list(group.hustings_sites.values_list("site", flat=True)) == [other.site.pk]
    assert list(group.permissions.values_list("codename", flat=True)) == ["export_people"]


def test_notices_of_another_site_are_out_of_reach(signup, other, staff):
    user = make_user("writer", sites=[signup.campaign.site])
    group = user.groups.get()
    group.permissions.add(*group.permissions.model.objects.filter(codename="change_noticetext"))
    policy = access.SitePolicy(NoticeText)
    own = NoticeText.objects.filter(site=signup.campaign.site).first()
    foreign = NoticeText.objects.get(site=other.site)
    assert policy.user_has_permission_for_instance(user, "change", own)
    assert not policy.user_has_permission_for_instance(user, "change", foreign)
    assert not policy.user_has_permission_for_instance(user, "delete", own)
    assert foreign not in policy.instances_user_has_any_permission_for(user, ["change"])
    assert own in policy.instances_user_has_any_permission_for(user, ["change", "delete"])
    assert foreign in policy.instances_user_has_any_permission_for(staff, ["change"])


def group_form(client, group):
    page = client.get(reverse("wagtailusers_groups:edit", args=[group.pk]))
    assert page.status_code == 200
    return page.content.decode()


def save_group(client, group, **people):
    data = {"name": group.name}
    for prefix in ("page_permissions", "collection_permissions", "document_permissions",
                   "image_permissions", "collection", "task"):  # fmt: skip
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    data |= {f"hustings_people-{name}": values for name, values in people.items()}
    return client.post(reverse("wagtailusers_groups:edit", args=[group.pk]), data)


def test_the_group_form_shows_and_stores_sites_and_permissions(staff, signup, officer):
    group, site = officer.groups.get(), signup.campaign.site
    speak(staff, "en")
    client = enter(staff)
    assert "See the list of people" in group_form(client, group)
    save_group(client, group, sites=[site.pk], permissions=["list_people"])
    assert sites(officer, LIST) == {"localhost"}
    assert sites(officer, PeoplePermission.EXPORT.full_name) == set()
    save_group(client, group)
    assert not SiteAccess.objects.filter(group=group).exists()
    assert sites(officer) == set()


def test_a_new_group_can_be_made_with_its_sites(staff, signup):
    client = enter(staff)
    assert client.get(reverse("wagtailusers_groups:add")).status_code == 200
    data = {"name": "Fresh", "hustings_people-sites": [signup.campaign.site.pk]}
    for prefix in ("page_permissions", "collection_permissions", "document_permissions",
                   "image_permissions"):  # fmt: skip
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    client.post(reverse("wagtailusers_groups:add"), data)
    group = Group.objects.get(name="Fresh")
    assert group.hustings_sites.count() == 1
