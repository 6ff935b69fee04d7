"""Production refuses to start half-configured; the table in the docs is the code's."""

import re
from pathlib import Path

import django
import pytest
from django.conf import settings

from tests.site.processes import PRODUCTION, ROOT, manage

SITE = ROOT / "site" / "hustings"
READ = re.compile(r"\benv\.[a-z_]+\(\s*\"([A-Z_]+)\"(\s*\))?")
READ_ELSEWHERE = re.compile(r"os\.environ(?:\.get\(|\[)\"([A-Z_]+)\"")


def read_by_base() -> dict[str, bool]:
    """Every name base.py reads, and whether it has no default."""
    source = (SITE / "settings" / "base.py").read_text()
    return {name: bool(required) for name, required in READ.findall(source)}


def table() -> dict[str, str]:
    """Name and default of every row of docs/settings.md."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", (ROOT / "docs/settings.md").read_text(), re.M)
    assert len(rows) == len(dict(rows)), "a name stands twice"
    return dict(rows)


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_table_of_the_docs_names_exactly_what_is_read():
    read = set(read_by_base()) | {"HUSTINGS_ENV"}
    for path in [SITE / "gunicorn_conf.py", SITE / "environment.py", *SITE.glob("demo/**/*.py")]:
        read |= set(READ_ELSEWHERE.findall(path.read_text()))
    assert set(table()) == read


def test_the_table_says_which_settings_are_required():
    required = {name for name, default in table().items() if default == "required"}
    assert required == {name for name, is_required in read_by_base().items() if is_required}


def test_the_example_names_every_required_setting():
    required = {name for name, is_required in read_by_base().items() if is_required}
    assert required <= set(example())
    assert set(example()) <= set(table())


def test_production_lists_everything_missing_at_once_and_shows_no_traceback():
    result = manage("check")
    assert result.returncode == 1
    for name, is_required in read_by_base().items():
        assert (f"{name} is missing." in result.stderr) is is_required, name
    assert "Traceback" not in result.stderr


def test_the_example_itself_is_refused():
    result = manage("check", **example())
    assert result.returncode == 1
    for name, value in example().items():
        if "change-me" in value or "example" in value:
            assert name in result.stderr


def test_an_unknown_kind_of_installation_is_refused():
    result = manage("check", HUSTINGS_ENV="staging")
    assert result.returncode == 1
    assert "'staging'" in result.stderr
    assert "production, demo, test" in result.stderr


def test_a_complete_environment_passes_the_deployment_checks():
    result = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert result.returncode == 0, result.stderr
    # What remains is no fault: which records the sender's domain needs.
    told = result.stdout + result.stderr
    assert "(hustings_signup.I007)" in told
    assert "identified 1 issue" in told


SHOW = """
from django.conf import settings as s
from django.core import mail
import django
connection = mail.mailers.default if django.VERSION >= (6, 1) else mail.get_connection()
print(connection.host, connection.port, connection.use_tls, connection.use_ssl, connection.timeout)
print(s.DEBUG, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, "hustings.demo" in s.INSTALLED_APPS)
"""


@pytest.mark.parametrize(
    ("values", "mail_server"),
    [
        ({}, "mail.campagne.test 587 True False 10"),
        ({"EMAIL_PORT": "465", "EMAIL_USE_SSL": "yes"}, "mail.campagne.test 465 False True 10"),
        ({"EMAIL_PORT": "25"}, "mail.campagne.test 25 False False 10"),
    ],
)
def test_mail_goes_out_encrypted_and_never_waits_for_ever(values, mail_server):
    result = manage("shell", "--no-imports", "-c", SHOW, **PRODUCTION, **values)
    assert result.stdout.splitlines() == [mail_server, "False True True False"], result.stderr


def test_both_kinds_of_encryption_at_once_are_refused():
    result = manage("check", **PRODUCTION, EMAIL_USE_SSL="yes", EMAIL_USE_TLS="yes")
    assert "cannot both be yes" in result.stderr


def test_every_version_we_support_names_its_mail_settings_as_it_wants():
    assert hasattr(settings, "MAILERS") is (django.VERSION >= (6, 1))


def test_no_settings_module_reaches_for_another_machine():
    for path in (SITE / "settings").glob("*.py"):
        hosts = set(re.findall(r"https?://([a-z0-9.-]+)", path.read_text()))
        assert hosts <= {"www.youtube-nocookie.com", "player.vimeo.com", "localhost"}, path


def test_the_secrets_of_the_suite_are_not_those_of_anything_else():
    assert settings.SECRET_KEY == "k" * 40
    assert Path(settings.MEDIA_ROOT).name.startswith("hustings-media-")
