"""Rules of the house: who may import whom, names, sizes, and what must not be in the repository."""

import ast
import importlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {
    "hustings": ROOT / "site/hustings",
    "hustings_home": ROOT / "home/hustings_home",
    "hustings_blog": ROOT / "blog/hustings_blog",
    "hustings_signup": ROOT / "signup/hustings_signup",
    "hustings_petitions": ROOT / "petitions/hustings_petitions",
    "hustings_events": ROOT / "events/hustings_events",
    "hustings_mailings": ROOT / "mailings/hustings_mailings",
    "hustings_mailchimp": ROOT / "mailchimp/hustings_mailchimp",
}
#: docs/architecture.md says the same in words.
MAY_IMPORT = {
    "hustings": set(PACKAGES),
    "hustings_home": set(),
    "hustings_blog": {"hustings_home"},
    "hustings_signup": {"hustings_home"},
    "hustings_petitions": {"hustings_home", "hustings_signup"},
    "hustings_events": {"hustings_home", "hustings_signup"},
    "hustings_mailings": {"hustings_home", "hustings_signup"},
    "hustings_mailchimp": {"hustings_home", "hustings_signup"},
}
#: Of another package a plugin needs the tables of its first migration, or of the one named here.
NEEDS = {"hustings_mailings": {"0006_people_found_quickly"}}
TESTS = {name: ROOT / "tests" / path.parent.name for name, path in PACKAGES.items()}
#: Other apps whose own screens a package extends under their names.
OVERRIDDEN = {"hustings": {"wagtailadmin", "allauth", "account", "mfa"}}
MAX_PYTHON_LINES = 400
MAX_CSS_LINES = 200


def tracked(*patterns: str) -> list[Path]:
    """Files git knows, or would add, that match."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"]
    names = subprocess.run([*command, *patterns], cwd=ROOT, capture_output=True, check=True).stdout
    paths = [ROOT / name for name in names.decode().split("\0") if name]
    return sorted(path for path in paths if path.is_file())


def imported(path: Path) -> Iterator[str]:
    """The top-level names of every import in the file, also of those inside functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def ids(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_whom_it_may(package):
    allowed = MAY_IMPORT[package] | {package}
    for path in PACKAGES[package].rglob("*.py"):
        foreign = {name for name in imported(path) if name in PACKAGES} - allowed
        assert not foreign, f"{path.relative_to(ROOT)} imports {foreign}"


@pytest.mark.parametrize("package", PACKAGES)
def test_no_package_names_another_one_in_text_that_django_resolves(package):
    """`"hustings_events.Event"` or a template of another plugin is an import by another name."""
    allowed = MAY_IMPORT[package] | {package, "hustings"}
    names = "|".join(name for name in PACKAGES if name not in allowed)
    if not names:
        return
    foreign = re.compile(rf"\b({names})\b[./:]\w")
    for path in [*PACKAGES[package].rglob("*.py"), *PACKAGES[package].rglob("*.html")]:
        found = foreign.search(path.read_text())
        assert not found, f"{path.relative_to(ROOT)} names {found and found[0]}"


@pytest.mark.parametrize("package", PACKAGES)
def test_nobody_imports_tests_or_development_tools(package):
    tools = {"tests", "pytest", "playwright", "hypothesis", "wagtail_factories", "conftest"}
    for path in PACKAGES[package].rglob("*.py"):
        assert not set(imported(path)) & tools, path


def test_only_the_catcher_needs_the_mail_catchers_library():
    users = [path for path in tracked("*.py") if "aiosmtpd" in set(imported(path))]
    product = [path for path in users if not path.is_relative_to(ROOT / "tests")]
    assert ids(product) == ["site/hustings/demo/catcher.py"]


@pytest.mark.parametrize("folder", ["locale", *(path.parent.name for path in PACKAGES.values())])
def test_a_source_root_is_no_package(folder):
    """`locale/__init__.py` and `site/__init__.py` would hide modules of Python itself."""
    assert not (ROOT / folder / "__init__.py").exists()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_label_template_and_static_folder_carries_the_packages_name(package):
    config = next(config for config in apps.get_app_configs() if config.name == package)
    assert config.label == package
    for kind in ("templates", "static"):
        folder = PACKAGES[package] / kind
        names = {path.name for path in folder.iterdir()} if folder.exists() else set()
        assert names <= {package, *OVERRIDDEN.get(package, {"wagtailadmin"})}, folder


@pytest.mark.parametrize("package", [name for name in PACKAGES if name != "hustings"])
def test_every_table_carries_the_packages_name(package):
    for model in apps.get_app_config(package).get_models(include_auto_created=True):
        assert model._meta.db_table.startswith(f"{package}_")


def test_every_app_can_be_imported_and_none_stands_twice():
    assert len(set(settings.INSTALLED_APPS)) == len(settings.INSTALLED_APPS)
    for config in apps.get_app_configs():
        importlib.import_module(config.name)


@pytest.mark.parametrize("package", [name for name in PACKAGES if name != "hustings"])
def test_migrations_are_one_line_without_gap_and_depend_on_first_ones_only(package):
    ours = sorted(path.stem for path in (PACKAGES[package] / "migrations").glob("[0-9]*.py"))
    assert [int(name.partition("_")[0]) for name in ours] == list(range(1, len(ours) + 1))
    assert not any(re.search(r"_auto_|_alter_|_and_more", name) for name in ours)
    for name in ours:
        migration = importlib.import_module(f"{package}.migrations.{name}").Migration
        for label, parent in migration.dependencies:
            if label in PACKAGES and label != package:
                assert label in MAY_IMPORT[package]
                assert parent in {"0001_initial", *NEEDS.get(package, ())}


def test_no_python_file_is_long():
    long = {
        str(path.relative_to(ROOT)): count
        for path in tracked("*.py")
        if "/migrations/" not in str(path)
        and (count := len(path.read_text().splitlines())) > MAX_PYTHON_LINES
    }
    assert not long


def test_no_stylesheet_is_long():
    for path in tracked("*.css"):
        assert len(path.read_text().splitlines()) < MAX_CSS_LINES, path


def test_every_module_says_what_it_is():
    for path in tracked("site/*.py", "home/*.py", "blog/*.py", "signup/*.py", "petitions/*.py"):
        source = path.read_text()
        if source.strip() and "/migrations/" not in str(path):
            assert ast.get_docstring(ast.parse(source)), path


#: Hosts a page may name: in a namespace, in a link a reader follows, in a frame made by a click.
ASSET = re.compile(
    r"""(?:<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\bsrc(?:set)?|
        <link\b[^>]*\bhref|\burl\(|@import|\bfetch\(|\bimport\()\s*=?\s*["']?\s*(?:https?:)?//
    """,
    re.IGNORECASE | re.VERBOSE,
)


@pytest.mark.parametrize("pattern", ["*.html", "*.css", "*.js", "*.svg"])
def test_no_template_style_or_script_loads_from_another_host(pattern):
    for path in tracked(pattern):
        found = ASSET.search(path.read_text())
        assert not found, f"{path.relative_to(ROOT)}: {found and found[0]}"


@pytest.mark.parametrize(
    ("text", "is_asset"),
    [
        ('<script src="https://cdn.test/x.js">', True),
        ('<link rel="stylesheet" href="//cdn.test/x.css">', True),
        ("@import 'https://fonts.test/f.css'", True),
        ("background: url(http://a.test/b.png)", True),
        ('<a href="https://a.test/">', False),
        ('<img src="/media/a.png">', False),
        ('<svg xmlns="http://www.w3.org/2000/svg">', False),
    ],
)
def test_the_rule_about_other_hosts_finds_what_it_should(text, is_asset):
    assert bool(ASSET.search(text)) is is_asset


#: Spelled apart, so that this file does not find itself.
ABSOLUTE = re.compile(
    r"(?<![\w.:/%-])/(?:" + "|".join(["wo" + "rk", "ro" + "ot", "ho" + "me"]) + r")/[\w.-]+/"
)


def test_no_tracked_file_names_a_place_on_somebodys_machine():
    for path in tracked():
        if path.suffix in {".png", ".jpg", ".webp", ".avif", ".gz", ".mo", ".woff2", ".ico"}:
            continue
        found = ABSOLUTE.search(path.read_text(errors="replace"))
        assert not found, f"{path.relative_to(ROOT)}: {found and found[0]}"


def test_requirements_are_hashed_and_name_no_address():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert "index-url" not in text
        blocks = re.split(r"\n(?=\S)", text.strip())
        for block in blocks:
            assert re.match(r"^[a-z0-9._-]+(\[[a-z,]+\])?==\S+", block, re.IGNORECASE), block[:80]
            assert "--hash=sha256:" in block, block[:80]


def test_both_versions_of_django_are_pinned():
    text = (ROOT / "requirements.txt").read_text()
    assert re.search(r"^django==5\.2\.\d+ ; python_full_version < '3\.12'", text, re.M)
    assert re.search(r"^django==6\.1\.\d+ ; python_full_version >= '3\.12'", text, re.M)


def test_what_runs_is_pinned_as_it_was_tested():
    pins = {}
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        pins[name] = set(re.findall(r"^(\S+==\S+(?: ; [^\\]+)?)", text, re.M))
    assert pins["requirements.txt"] <= pins["requirements-dev.txt"]


@pytest.mark.parametrize("name", PACKAGES)
def test_every_package_has_tests(name):
    assert list(TESTS[name].glob("test_*.py"))
