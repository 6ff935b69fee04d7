"""A large file: exact counts, little memory, and a killed worker leaves nothing."""

import io
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from collections import Counter

import pytest
from django.db import connection

from benchmarks.importing import crowd, mixture, run
from hustings_signup.importing import checking, reading, running
from hustings_signup.importing.counts import people
from hustings_signup.models import ConsentRecord, ImportRow, Supporter
from tests.signup.importing.conftest import WHERE, WORDS, Import

ROWS = 2000
HEADER = "email;nom;date consentement;texte consentement;source;identifiant;note\n"


def table(count):
    rows = (
        f"p{i}@example.org;Nom;03/05/2022;{WORDS};{WHERE};{i};{'x' * 40}\n" for i in range(count)
    )
    return (HEADER + "".join(rows)).encode()


def test_100_000_rows_are_read_as_a_stream():
    file = io.BytesIO(table(100_000))
    tracemalloc.start()
    sheet = reading.open_sheet(file)
    assert sum(1 for _row in reading.rows(file, sheet)) == 100_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 1024 * 1024


@pytest.mark.django_db
def test_of_2000_rows_of_every_kind_each_is_counted_once_and_the_same_everywhere(signup):
    """Dry run, import, database and report against what whoever wrote the file knows."""
    site = signup.campaign.site
    crowd.make(site, ROWS)
    expected = mixture.Expected()
    text = "".join(mixture.lines(ROWS, expected)) + "\n   \n;;\n"  # blank lines are no rows
    importer = Import(site=site)
    batch = importer.upload(text.encode("cp1252"))
    checking.assign(batch=batch, mapping=batch.mapping, words="", source="")
    batch.refresh_from_db()
    checking.choose_tags(batch=batch, names=(), all_words=True)
    batch.refresh_from_db()
    before = (Supporter.objects.count(), ConsentRecord.objects.count())
    batch = importer.check(batch)
    tried = dict(batch.counts)
    for name, counts in expected.counts().items():
        assert tried[name] == counts, name
    assert sum(tried["outcomes"].values()) == batch.rows_count == ROWS
    assert (Supporter.objects.count(), ConsentRecord.objects.count()) == before

    assert running.start(batch=batch, typed=people(batch))
    assert running.run(batch.pk) == "done"
    batch.refresh_from_db()
    assert {name: batch.counts[name] for name in tried} == tried
    run.compare(expected.counts(), ROWS)
    told = Counter(batch.results.values_list("outcome", flat=True))
    assert told == tried["outcomes"]
    # A formula stays a text; what a spreadsheet does with it is the business of exports.
    assert Supporter.objects.filter(given_name="=1+1").count() == 2 * ROWS // 100


KILLED = """
import os, sys
import django
django.setup()
from django.conf import settings
from django.db import connections
settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = sys.argv[2]
from hustings_signup.importing import running
written = running.write_people
def slow(*args, **options):
    found = written(*args, **options)
    print("in the middle", flush=True)
    import time
    time.sleep(60)
    return found
running.write_people = slow
running.run(int(sys.argv[1]))
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_finishes(signup):
    importer = Import(site=signup.campaign.site)
    batch = importer.check(table(1200).decode())
    assert running.start(batch=batch, typed=people(batch))
    worker = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(batch.pk), str(connection.settings_dict["NAME"])],
        stdout=subprocess.PIPE,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "hustings.settings.test",
                          "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert worker.stdout.readline() == b"in the middle\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    time.sleep(0.1)
    batch.refresh_from_db()
    assert batch.state == "queued"
    assert not Supporter.objects.exists()
    assert not ConsentRecord.objects.exists()
    assert ImportRow.objects.filter(batch=batch).count() == 1200
    assert running.run(batch.pk) == "done"
    assert ConsentRecord.objects.count() == Supporter.objects.count() == 1200
    assert checking.check(batch.pk) == ""
