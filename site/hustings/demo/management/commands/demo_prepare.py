"""Brings the demonstration's database, static files, login and content up to date."""

import hashlib
import os
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Site

STAFF_LOGIN = "admin"


class Command(BaseCommand):
    """Does only what is needed, so that a second start takes seconds."""

    help = "Prepare the demonstration: migrate, collect static files, build the campaign."

    def handle(self, *args: Any, **options: Any) -> None:
        """Every step says what it did and how long it took."""
        var_dir = Path(settings.VAR_DIR)
        if self._migrations_wait():
            self._step("Building the database", lambda: call_command("migrate", verbosity=0))
        stamp = var_dir / "static.stamp"
        fingerprint = static_fingerprint()
        if not stamp.exists() or stamp.read_text() != fingerprint:
            self._step(
                "Collecting static files",
                lambda: call_command("collectstatic", interactive=False, clear=True, verbosity=0),
            )
            stamp.write_text(fingerprint)
        give_login(os.environ["DEMO_ADMIN_PASSWORD"])
        built = var_dir / "demo-built"
        if not built.exists() and "setup_campaign" in get_commands():
            self._step("Building the campaign", self._build)
            built.touch()
        place_site(settings.WAGTAILADMIN_BASE_URL)

    def _migrations_wait(self) -> bool:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

    def _build(self) -> None:
        call_command("setup_campaign", "--demo", "--no-input", verbosity=0)

    def _step(self, title: str, work: Any) -> None:
        self.stdout.write(f"{title} ...", ending="")
        self.stdout.flush()
        started = time.monotonic()
        work()
        self.stdout.write(f" {time.monotonic() - started:.0f} s")


def static_fingerprint() -> str:
    """Changes when any static file is added, removed or written, or another Python serves it."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=None):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def give_login(password: str) -> None:
    """Make sure that the printed staff login works."""
    users = get_user_model()._default_manager.using(DEFAULT_DB_ALIAS)
    staff = users.filter(username=STAFF_LOGIN).first()
    if staff is None:
        get_user_model().objects.create_superuser(STAFF_LOGIN, "admin@demo.example", password)
    elif not staff.check_password(password):
        staff.set_password(password)
        staff.save()


def place_site(base_url: str) -> None:
    """Give the default site the address it is served at: mails link to it."""
    address = urlsplit(base_url)
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        return
    port = address.port or (443 if address.scheme == "https" else 80)
    if (site.hostname, site.port) != (address.hostname, port):
        site.hostname, site.port = address.hostname or "localhost", port
        site.save()
