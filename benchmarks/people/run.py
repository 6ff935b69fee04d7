"""Prepares the database and runs each measurement."""

import time
from itertools import islice

from django.core.management import call_command
from wagtail.models import Site

from benchmarks.people import crowd, measure
from hustings_signup import search_terms
from hustings_signup.facts import proving
from hustings_signup.models import Supporter


def main(*, count: int, rounds: int, only_make: bool) -> None:
    """Migrate, make the crowd once, check it, measure."""
    call_command("migrate", verbosity=0)
    site = Site.objects.get(is_default_site=True)
    if not Supporter.objects.exists():
        started = time.perf_counter()
        crowd.make(site, count)
        print(f"{count:,} people in {time.perf_counter() - started:.0f} s")
    check()
    if not only_make:
        measure.everything(rounds)


def check() -> None:
    """The generator wrote what the services would have written."""
    for person in Supporter.objects.order_by("pk")[:20000:1000]:
        found = set(person.search_terms.values_list("term", flat=True))
        assert found == search_terms.terms_of(person), person.pk
    wrong = list(islice(proving.differences(dry_run=True), 3))
    assert not wrong, wrong
