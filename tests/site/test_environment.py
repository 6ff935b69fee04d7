"""The environment is read once; everything wrong is told at once, and never a secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.settings import parsers
from hustings.settings.environment import Environment, IncompleteEnvironment

STRONG = "0f" * 32


def reading(**values: str) -> Environment:
    return Environment({"HUSTINGS_ENV": "production", **values})


def the_problem(environment: Environment) -> str:
    assert len(environment.problems) == 1, environment.problems
    return environment.problems[0]


def test_every_problem_is_listed_in_one_error():
    environment = reading(EMAIL_PORT="many", FLAG="perhaps")
    environment.text("BASE_URL")
    environment.number("EMAIL_PORT", 587)
    environment.flag("FLAG", False)
    with pytest.raises(IncompleteEnvironment) as error:
        environment.finish()
    listed = str(error.value)
    assert "BASE_URL is missing." in listed
    assert "EMAIL_PORT is wrong: 'many' is not a whole number." in listed
    assert "FLAG is wrong" in listed
    assert "docs/settings.md" in listed


def test_nothing_wrong_raises_nothing():
    environment = reading(NAME=" value ")
    assert environment.text("NAME") == "value"
    assert environment.text("OTHER", "default") == "default"
    environment.finish()


def test_blanks_count_as_absent():
    environment = reading(NAME="   ")
    assert environment.text("NAME") == ""
    assert the_problem(environment) == "NAME is missing."


@pytest.mark.parametrize(
    "value", ["change-me", "postgres://u:Change-Me@h/n", "https://www.example.org", "a@example.com"]
)
def test_a_value_of_the_example_is_refused_in_production_only(value):
    environment = reading(NAME=value)
    environment.text("NAME")
    assert the_problem(environment) == "NAME still has the example's value."
    relaxed = Environment({"HUSTINGS_ENV": "demo", "NAME": value})
    assert relaxed.text("NAME") == value
    relaxed.finish()


def test_an_absent_hustings_env_means_production():
    assert Environment({}).is_production
    assert Environment({"HUSTINGS_ENV": ""}).is_production
    assert not Environment({"HUSTINGS_ENV": "test"}).is_production


@pytest.mark.parametrize(
    ("raw", "value"), [("yes", True), ("ON", True), ("0", False), ("No", False)]
)
def test_flags(raw, value):
    assert reading(FLAG=raw).flag("FLAG", not value) is value


def test_numbers_stay_within_their_bounds():
    assert reading(N="5").number("N", 1, least=0, most=9) == 5
    low, high = reading(N="-1"), reading(N="70000")
    assert low.number("N", 1, least=0) == 1
    assert "less than 0" in the_problem(low)
    assert high.number("N", 587, most=65535) == 587
    assert "more than 65535" in the_problem(high)


def test_hosts_are_a_list_and_never_every_host_in_production():
    assert reading(HOSTS="a.fr, b.fr,").hosts("HOSTS") == ["a.fr", "b.fr"]
    everyone = reading(HOSTS="*")
    everyone.hosts("HOSTS")
    assert "any name" in the_problem(everyone)
    assert Environment({"HUSTINGS_ENV": "demo", "HOSTS": "*"}).hosts("HOSTS") == ["*"]


def test_the_base_address_is_https_in_production():
    assert reading(URL="https://a.fr/").web_address("URL") == "https://a.fr"
    plain = reading(URL="http://a.fr")
    assert plain.web_address("URL") == ""
    assert "https://" in the_problem(plain)
    local = Environment({"HUSTINGS_ENV": "demo", "URL": "http://127.0.0.1:8000"})
    assert local.web_address("URL") == "http://127.0.0.1:8000"


@pytest.mark.parametrize("raw", ["https://", "a.fr", "https://a.fr/path", "https://a.fr?x=1"])
def test_a_damaged_base_address_is_a_problem(raw):
    environment = reading(URL=raw)
    assert environment.web_address("URL") == ""
    assert "URL is wrong" in the_problem(environment)


@pytest.mark.parametrize("raw", ["campagne@ville.fr", "Ma campagne <campagne@ville.fr>"])
def test_a_sender_is_a_mail_address(raw):
    assert reading(FROM=raw).mailbox("FROM") == raw


@pytest.mark.parametrize("raw", ["campagne", "@ville.fr", "x@localhost", "Nom <>"])
def test_a_damaged_sender_is_a_problem(raw):
    environment = reading(FROM=raw)
    environment.mailbox("FROM")
    assert "no mail address" in the_problem(environment)


def test_choices_and_zones():
    environment = reading(LANG="de", ZONE="Mars/Olympus", GOOD="America/Cayenne")
    assert environment.choice("LANG", "fr", ["fr", "en"]) == "fr"
    assert environment.zone("ZONE", "Europe/Paris") == "Europe/Paris"
    assert len(environment.problems) == 2
    assert environment.zone("GOOD", "Europe/Paris") == "America/Cayenne"


def test_postgres_gets_a_pool_and_keeps_what_the_address_says():
    database = reading(DB="postgres://u:p%40ss@h:5433/n?sslmode=require").database("DB")
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["PASSWORD"], database["PORT"]) == ("p@ss", 5433)
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["pool"]["max_size"] == 4
    assert database["CONN_MAX_AGE"] == 0


def test_sqlite_takes_the_write_lock_at_once():
    database = reading(DB="sqlite:////srv/hustings.sqlite3").database("DB")
    assert database["NAME"] == "/srv/hustings.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize("raw", ["mysql://u:hidden@h/n", "nonsense", "postgres://u:hid den@[/n"])
def test_another_database_is_a_problem_that_hides_the_password(raw):
    environment = reading(DB=raw)
    environment.database("DB")
    problem = the_problem(environment)
    assert "DB is wrong" in problem
    assert "hid" not in problem


def test_a_strong_secret_is_taken():
    environment = reading(KEY=STRONG, KEYS=f"1:{STRONG},12:{STRONG[::-1]}")
    assert environment.secret("KEY") == STRONG
    assert environment.numbered_keys("KEYS") == {1: STRONG.encode(), 12: STRONG[::-1].encode()}
    environment.finish()


@pytest.mark.parametrize(
    "raw", ["short", "my-secret-" * 5, "django-insecure-" + STRONG, "password" * 5]
)
def test_a_weak_secret_is_refused_and_not_repeated(raw):
    environment = reading(KEY=raw)
    assert environment.secret("KEY") == ""
    assert raw not in the_problem(environment)


@pytest.mark.parametrize(
    "raw",
    [STRONG, f"a:{STRONG}", f"1:{STRONG},1:{STRONG}", "1:short", f"1:{STRONG},", f"²:{STRONG}"],
)
def test_damaged_numbered_keys_are_refused_and_not_repeated(raw):
    environment = reading(KEYS=raw)
    assert environment.numbered_keys("KEYS") == {}
    assert STRONG not in the_problem(environment)


@given(st.text())
def test_no_text_breaks_a_parser(raw):
    for parse in (
        lambda text: parsers.number(text, 0, 9),
        parsers.flag,
        parsers.zone,
        parsers.mailbox,
        parsers.secret,
        parsers.numbered_keys,
        lambda text: parsers.web_address(text, only_https=True),
    ):
        try:
            parse(raw)
        except ValueError:
            continue
