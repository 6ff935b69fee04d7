"""Asks for each page in turn, round after round, so that all suffer alike from the neighbours."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone
from wagtail.models import Site

from hustings_signup import segments
from hustings_signup.models import Segment, Supporter, Tag

LIST = "/admin/people/"
NEWS = "updates.campaign"
#: What Wagtail's own frame costs, with a list of one row.
FRAME = "/admin/sites/"
FILTERS = {
    "everybody": "",
    "news, active": "purpose=updates.campaign&state=active",
    "address unreachable (rare)": "state=bounced",
    "waiting for confirmation (newest)": "state=pending",
    "volunteers, active": "purpose=volunteer.contact&state=active",
    "department": "department=69",
    "petition of three years ago": "act_ref=petition:3",
    "small event": "act_ref=event:7",
    "came by an event": "act=event.register",
    "known in half a year": "created_at_from=2024-01-01&created_at_to=2024-06-30",
    "tag": "tag=tag-0",
    "department and volunteers": "department=75&purpose=volunteer.contact&state=active",
    "department, news, petition": "department=01&purpose=updates.campaign&state=active"
    "&act_ref=petition:3",
    "name, frequent": "q=marti",
    "name, one letter": "q=m",
    "address, exact": "q=zoena.martin",
    "host, frequent": "q=mail0.example",
    "first and last name": "q=zonal+marnard",
    "nobody": "q=xyz",
}


def everything(rounds: int) -> None:
    """Prints the tables of docs/benchmarks.md."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(
        f"\n{connection.vendor}, {Supporter.objects.count():,} people, {rounds} rounds, load {load}"
    )
    with override_settings(SECURE_SSL_REDIRECT=False):
        _pages(rounds)
    _segments(rounds)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"load at the end {load}")


def _pages(rounds: int) -> None:
    client = Client(headers={"host": "localhost"})
    client.force_login(_officer())
    newest = Supporter.objects.order_by("-pk").values_list("pk", flat=True)[0]
    urls = {"Wagtail's frame": FRAME}
    for name, query in (FILTERS | _saved_segments()).items():
        urls[f"{name}"] = f"{LIST}?{query}"
        urls[f"{name}, in the middle"] = f"{LIST}?{query}&before={newest // 2}"
        urls[f"{name}, at the end"] = f"{LIST}?{query}&before={newest // 200}"
    calls = {name: _page(client, url) for name, url in urls.items()}
    queries = {name: _queries(call) for name, call in calls.items()}
    times = _interleaved(calls, rounds)
    frame = statistics.median(times["Wagtail's frame"])
    print("\n| page | median ms | slowest ms | x frame | queries |\n|---|---|---|---|---|")
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(
            f"| {name} | {middle:.0f} | {max(taken):.0f} | {middle / frame:.1f} | {queries[name]} |"
        )


def _saved_segments() -> dict[str, str]:
    """The same trees, as filters of the list."""
    site = Site.objects.get(is_default_site=True)
    now = timezone.now()
    made = {
        name: Segment.objects.get_or_create(
            site=site,
            name=name,
            defaults={"purpose": NEWS, "tree": tree, "made_at": now, "changed_at": now},
        )[0]
        for name, tree in _trees(site.pk).items()
    }
    return {f"segment: {name}": f"segment={segment.pk}" for name, segment in made.items()}


def _segments(rounds: int) -> None:
    site = Site.objects.get(is_default_site=True)
    calls = {name: _count(site.pk, segments.parse(tree)) for name, tree in _trees(site.pk).items()}
    sizes = {name: call() for name, call in calls.items()}
    print("\n| segment | people | median ms | p95 ms |\n|---|---|---|---|")
    for name, taken in _interleaved(calls, max(rounds, 20)).items():
        p95 = sorted(taken)[int(len(taken) * 0.95) - 1]
        print(f"| {name} | {sizes[name]:,} | {statistics.median(taken):.0f} | {p95:.0f} |")


def _count(site_id: int, tree: segments.Group) -> Callable[[], int]:
    def call() -> int:
        with segments.roomy():
            return segments.matching(tree, site_id=site_id, purpose=NEWS).count()

    return call


def _trees(site_id: int) -> dict[str, object]:
    tag = Tag.objects.filter(site=site_id).order_by("pk")[0].pk
    return {
        "five nested, narrow": {"op": "all", "of": [
            {"is": "tag", "tag": tag},
            {"op": "any", "of": [{"is": "list", "purpose": "updates.beyond"},
                                 {"is": "place", "departments": ["01", "69"]}]},
            {"op": "none", "of": [{"is": "acted", "since": "2026-09-01"},
                                  {"is": "acted", "source": "petition:3"}]}]},
        "five nested, wide": {"op": "all", "of": [
            {"op": "any", "of": [{"is": "place", "departments": ["01", "02", "03"]},
                                 {"is": "tag", "tag": tag}]},
            {"op": "none", "of": [{"is": "acted", "since": "2026-06-01"}]},
            {"op": "any", "of": [{"is": "acted", "source": "petition:3"},
                                 {"is": "known", "since": "2025-01-01"}]}]},
        "five nested, nearly everybody": {"op": "any", "of": [
            {"op": "all", "of": [{"is": "acted", "act": "petition.sign"},
                                 {"is": "tag", "tag": tag, "is_not": True}]},
            {"op": "none", "of": [{"is": "acted", "since": "2026-01-01"},
                                  {"is": "list", "purpose": "volunteer.contact"},
                                  {"is": "place", "departments": ["75"]}]}]},
    }  # fmt: skip


def _interleaved(calls: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each call in each round; the first round only warms up."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(rounds + 1):
        for name, call in calls.items():
            started = time.perf_counter()
            call()
            if number:
                times[name].append((time.perf_counter() - started) * 1000)
    return times


def _page(client: Client, url: str) -> Callable[[], object]:
    def call() -> object:
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)
        return response

    return call


def _queries(call: Callable[[], object]) -> int:
    call()
    with CaptureQueriesContext(connection) as found:
        call()
    return len(found)


def _officer():  # noqa: ANN202
    found, _made = get_user_model().objects.get_or_create(
        username="benchmark", defaults={"is_superuser": True, "is_staff": True}
    )
    return found
