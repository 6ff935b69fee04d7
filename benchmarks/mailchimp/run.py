"""Makes subscribers under words that name Mailchimp, and counts calls and seconds."""

from __future__ import annotations

import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable

import requests
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Site

from benchmarks.people.engine import digest, fill, loading, numbers, uuid
from hustings_mailchimp import api, services
from hustings_mailchimp.models import Contact
from hustings_signup import ledger
from hustings_signup import services as signup
from hustings_signup.models import ConsentRecord, Notice, SubjectLink, Subscription, Supporter

KEY = "0123456789abcdef0123456789abcdef-us21"
LIST = "a1b2c3d4e5"
PURPOSE = "updates.campaign"


def main(count: int, singles: int) -> None:
    """One run."""
    call_command("migrate", verbosity=0)
    site = Site.objects.get(is_default_site=True)
    _people(site, count)
    settings.HUSTINGS = {**settings.HUSTINGS, "MAILCHIMP_KEYS": {"": KEY}}
    calls = _count_calls()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    double = subprocess.Popen([sys.executable, "-m", "tests.doubles.mailchimp", str(port)])
    try:
        api.HOST = f"http://127.0.0.1:{port}/3.0"
        _wait(api.HOST)
        _measure(site, count, singles, calls)
    finally:
        double.terminate()
        double.wait()


def _people(site: Site, count: int) -> None:
    now = timezone.now()
    content = {
        "title": "News", "body": "", "act_label": "Yes", "controller": "Campaign",
        "recipients": "", "processors": "", "outside_eu": "Mailchimp, United States",
        "retention": "P6M", "withdrawal": "", "purposes": [],
    }  # fmt: skip
    notice: Notice = ledger.frozen_notice(
        site=site, slug="news", version=1, locale="fr", content=content, at=now
    )
    notice.save()
    with loading():
        fill(
            Supporter, numbers(count), uuid=uuid(), site=str(site.pk), created_at="now()",
            email="'p' || n || '@mail.example'", email_canonical="'p' || n || '@mail.example'",
            locale="'fr'", email_verified_at="now()",
        )  # fmt: skip
        fill(SubjectLink, "hustings_signup_supporter", subject=uuid(), supporter="id")
        fill(
            Subscription, "hustings_signup_supporter", supporter="id", purpose=f"'{PURPOSE}'",
            state="'active'", since="now()", notice_sha256=f"'{notice.sha256}'",
        )  # fmt: skip
        fill(
            ConsentRecord, "hustings_signup_subjectlink", uuid=uuid(), site=str(site.pk),
            subject="subject", purpose=f"'{PURPOSE}'", type="'given'", occurred_at="now()",
            actor="'data_subject'", channel="'email_link'", hash_version="1",
            record_hash=digest(), notice_sha256=f"'{notice.sha256}'", site_name="'bench'",
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    signup.declare_processor(
        site=site, key="mailchimp", name="Mailchimp", country="United States",
        is_outside_eu=True, purpose="News", safeguard="Clauses",
    )  # fmt: skip


def _count_calls() -> list[str]:
    made: list[str] = []
    original = api._Transport.request

    def counted(self: api._Transport, method: str, url: str, *rest: object, **more: object):  # noqa: ANN202
        made.append(f"{method} {url}")
        return original(self, method, url, *rest, **more)  # type: ignore[arg-type]

    api._Transport.request = counted  # type: ignore[assignment,method-assign]
    return made


def _wait(url: str) -> None:
    for _try in range(100):
        try:
            requests.get(f"{url}/ping", timeout=1)
            return
        except requests.ConnectionError:
            time.sleep(0.1)


def _measure(site: Site, count: int, singles: int, calls: list[str]) -> None:
    row = services.choose(site=site, list_id=LIST, name="News", purposes=[PURPOSE])
    services.switch_on(site=site)
    row.refresh_from_db()
    row.webhook_failure = "invalid_request"
    row.save()
    seconds, _made = _timed(lambda: services.compare(row), calls)
    print(f"whom it concerns: {count:,} people compared in {seconds:.1f} s")
    seconds, made = _timed(lambda: services.push(row.pk), calls)
    subscribed = Contact.objects.filter(status_there="subscribed").count()
    assert subscribed == count, subscribed
    print(f"full sync: {count:,} people, {made} calls, {seconds:.1f} s")
    row.refresh_from_db()
    idle, made = _timed(lambda: (services.compare(row), services.push(row.pk)), calls)
    print(f"nothing changed: {made} calls, {idle:.1f} s to compare everybody")
    client = api.Api(KEY)

    def one_by_one() -> None:
        for number in range(1, singles + 1):
            body = {"status": "subscribed", "status_if_new": "subscribed", "language": "fr"}
            client.put(LIST, f"p{number}@mail.example", body)

    each, _made = _timed(one_by_one, calls)
    per_person = each / singles
    print(
        f"one PUT each, bare: {per_person * 1000:.2f} ms a person, {per_person * count:.0f} s for "
        f"all: {per_person * count / seconds:.1f} times the sync"
    )
    seconds, made = _timed(lambda: services.reconcile(row.pk), calls)
    print(f"daily comparison with everybody there: {made} calls, {seconds:.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory at its highest: {peak:.0f} MB")


def _timed(work: Callable[[], object], calls: list[str]) -> tuple[float, int]:
    before, started = len(calls), time.perf_counter()
    work()
    return time.perf_counter() - started, len(calls) - before
