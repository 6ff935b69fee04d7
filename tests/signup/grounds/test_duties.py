"""The register of processing and the report on a breach: commands and screens."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone, translation

from hustings_home import inventory
from hustings_signup import exports
from hustings_signup.duties import arguments, breach, processing
from hustings_signup.models import AccessEntry, ExportRecord, PeoplePermission
from tests.signup.staff.conftest import enter, make_user

SCREENS = ["hustings_register:index", "hustings_breach:index"]


def printed(command, *arguments):
    out = io.StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def took_out(site, people, columns=("email", "given_name"), at=None):
    return ExportRecord.objects.create(
        site=site,
        user_name="x",
        purpose_text="",
        format="csv",
        columns=list(columns),
        rows=people,
        started_at=at or timezone.now(),
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_register_has_what_article_30_asks_for(signup, language):
    with translation.override(language):
        found = processing.register(signup.campaign.site, language)
        labels = {str(category.label) for category in inventory.Category}
    assert found.controller[0][1] == "Association Essai"
    assert any("donnees@example.org" in text for _name, text in found.controller)
    for activity in found.activities:
        assert activity.purpose and activity.subjects and activity.basis and activity.period
        assert any(label in activity.data for label in labels)
    assert found.safeguards


def test_each_purpose_of_a_notice_in_force_is_an_activity(signup):
    with translation.override("en"):
        found = processing.register(signup.campaign.site, "en")
    purposes = " ".join(activity.purpose for activity in found.activities)
    for label in ("News by e-mail until the vote", "after the vote", "as a volunteer"):
        assert label in purposes


def test_every_personal_column_is_covered_by_an_activity(signup):
    with translation.override("en"):
        found = processing.register(signup.campaign.site, "en")
        data = " ".join(activity.data for activity in found.activities)
        for table in inventory.registered():
            for said in table.personal.values():
                assert str(said.category.label) in data, table.label


@pytest.mark.parametrize(
    ("form", "start"),
    [("markdown", "# Register of processing"), ("html", "<!doctype html>"), ("csv", "\ufeff")],
)
def test_the_register_is_written_in_three_formats(signup, form, start):
    text = printed("processing_register", "--language", "en", "--format", form)
    assert text.startswith(start)
    assert "News by e-mail until the vote" in text


def test_a_site_that_does_not_exist_is_refused(signup):
    with pytest.raises(CommandError):
        printed("processing_register", "--site", "nowhere.example")


def test_what_was_reached_is_counted_from_the_moment_on(signup, join, other):
    site, now = signup.campaign.site, timezone.now()
    join("lea@example.org")
    took_out(site, 5, at=now - timedelta(days=9))
    took_out(site, 7)
    took_out(other.site, 1000)
    for number in (1, 1, 2):
        AccessEntry.objects.create(
            site=site, user_name="x", at=now, action="open", supporter_number=number
        )
    with translation.override("en"):
        found = breach.report(site, now - timedelta(days=1))
    reached = {reach.what: (reach.times, reach.people) for reach in found.reached}
    assert reached["Exports to a file"] == (1, 7)
    assert reached["Record opened"] == (3, 2)
    assert dict(found.taken) == {"E-mail address": 7, "First and last name": 7}
    assert dict(found.held)["E-mail address"] == 1


def test_every_column_of_an_export_is_of_a_known_kind():
    for column in exports.columns([]):
        kind = breach.COLUMNS.get(column.key)
        told = column.key.startswith(("state:", "since:")) or column.key in {
            "created_at", "email_verified_at", "suppressed",
        }  # fmt: skip
        assert kind or told, f"{column.key}: say in duties.breach which kind of data it is"


def test_the_72_hours_begin_when_it_was_learnt(signup):
    aware = datetime(2026, 11, 20, 8, tzinfo=UTC)
    found = breach.report(signup.campaign.site, aware - timedelta(days=3), aware=aware)
    assert found.notify_by == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_the_report_prints_counts_and_nobody(signup, join):
    join("lea@example.org", given_name="Léa", family_name="Lacassagne")
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    text = printed("breach_report", "--since", since, "--language", "fr")
    as_json = printed("breach_report", "--since", since, "--json")
    for secret in ("lea@", "Léa", "Lacassagne"):
        assert secret not in text + as_json
    assert json.loads(as_json)["held"]


@pytest.mark.parametrize("text", ["2026-11-22", "2026-11-22 14:30", "2026-11-22T14:30:00+01:00"])
def test_a_moment_may_be_a_day_a_local_time_or_have_a_zone(text):
    assert timezone.is_aware(arguments.moment(text))


def test_what_is_no_moment_is_refused(signup):
    with pytest.raises(CommandError):
        printed("breach_report", "--since", "yesterday")


@pytest.mark.parametrize("screen", SCREENS)
def test_r17_only_who_may_read_the_register_sees_the_screens(signup, other, screen, editor):
    site = signup.campaign.site
    reader = make_user("reader", sites=[site], permissions=[PeoplePermission.REGISTER])
    lister = make_user("lister", sites=[site], permissions=[PeoplePermission.LIST])
    assert enter(reader).get(reverse(screen)).status_code == 200
    assert enter(lister).get(reverse(screen)).status_code == 403
    assert enter(editor).get(reverse(screen)).status_code == 403
    foreign = f"{reverse(screen)}?site={other.site.pk}"
    assert enter(reader).get(foreign, follow=True).status_code == 404


def test_the_register_is_handed_out_as_a_file(signup, officer):
    answer = enter(officer).get(reverse("hustings_register:index"), {"as": "csv"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_screen_counts_once_a_moment_is_given(signup, officer, join):
    join("lea@example.org")
    url = reverse("hustings_breach:index")
    shown = enter(officer).get(url, {"since": "2026-01-01T00:00"}).content.decode()
    assert "72 hours" in shown and "lea@example.org" not in shown
    assert "Report on a breach" in shown
    assert enter(officer).get(url, {"since": "soon"}).status_code == 200
