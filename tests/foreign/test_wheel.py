"""The built wheel, installed into a stranger's Wagtail project that owns apps of the same names."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOST = Path(__file__).resolve().parent / "host"
PACKAGES = ("site/hustings", "home/hustings_home", "blog/hustings_blog", "signup/hustings_signup")
PACKAGES += ("petitions/hustings_petitions", "events/hustings_events")
PACKAGES += ("mailings/hustings_mailings", "mailchimp/hustings_mailchimp")
LEFT_OUT = {".po"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from what git knows, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (built,) = folder.glob("hustings-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's content, as pip lays it out."""
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    command += ["--disable-pip-version-check", "--target", str(target), str(wheel)]
    subprocess.run(command, check=True, timeout=120)
    return target


@pytest.fixture(scope="module")
def host(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> "Host":
    """A copy of the host project with its own, empty database."""
    folder = tmp_path_factory.mktemp("host")
    shutil.copytree(HOST, folder, dirs_exist_ok=True)
    return Host(folder, installed)


class Host:
    """Runs the host's commands; only the wheel and the host are on the path."""

    def __init__(self, folder: Path, installed: Path) -> None:
        self.folder = folder
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = {
            **kept,
            "PYTHONPATH": os.pathsep.join([str(installed), str(folder)]),
            "DJANGO_SETTINGS_MODULE": "host.settings",
            "HOST_DIR": str(folder),
        }

    def run(self, *command: str) -> str:
        result = subprocess.run(
            [sys.executable, *command],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"
        return result.stdout


def names_in(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def tracked_of(package: str) -> set[str]:
    """What the wheel must hold of a package: every tracked file."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", package]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    root = Path(package).parent
    paths = [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]
    return {str(path.relative_to(root)) for path in paths if path.suffix not in LEFT_OUT}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_wheel_holds_every_file_of_a_package(wheel, package):
    assert tracked_of(package) <= set(names_in(wheel))


def test_the_wheel_holds_nothing_else(wheel):
    expected = set().union(*map(tracked_of, PACKAGES))
    others = set(names_in(wheel)) - expected
    assert all(
        re.match(r"hustings_home/locale/|hustings-[^/]+\.dist-info/", name) for name in others
    )


def test_the_wheel_holds_templates_styles_data_translations_and_licence(wheel):
    names = names_in(wheel)
    for pattern in (r"\.html$", r"\.css$", r"\.csv(\.gz)?$", r"^hustings_home/locale/"):
        assert [name for name in names if re.search(pattern, name)], pattern
    assert [name for name in names if name.endswith("licenses/LICENSE")]
    assert not [name for name in names if name.startswith("tests/")]


def test_the_wheel_offers_the_command(installed):
    (entry,) = installed.glob("hustings-*.dist-info/entry_points.txt")
    assert "hustings = hustings.__main__:main" in entry.read_text()


def test_a_host_with_apps_of_the_same_names_migrates_checks_and_serves(host, installed):
    host.run("-m", "django", "makemigrations", "home", "blog", "events", "--verbosity", "0")
    host.run("-m", "django", "check")
    host.run("-m", "django", "migrate", "--verbosity", "0")
    assert "no issues" in host.run("-m", "django", "check", "--database", "default")
    assert "No changes" in host.run("-m", "django", "makemigrations", "--check", "--dry-run")
    said = host.run("visit.py")
    assert f"imported from {installed}" in said
    assert "all pages answered" in said


def test_the_plugins_work_without_the_reference_project(host):
    program = "import hustings_signup, hustings_blog, sys; assert 'hustings' not in sys.modules"
    host.run("-c", program)
