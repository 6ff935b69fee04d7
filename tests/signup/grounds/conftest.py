"""Rows slipped in behind the back of the services, as a hand in the database would."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from hustings_signup.models import Subscription, Supporter
from tests.signup.staff.conftest import (  # noqa: F401 - fixtures
    editor,
    join,
    officer,
    other,
)


def insert(table: str, **values: Any) -> int:
    """A row by raw SQL; its id."""
    names = ", ".join(connection.ops.quote_name(name) for name in values)
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id",
            [_stored(value) for value in values.values()],
        )
        return cursor.fetchone()[0]


def _stored(value: Any) -> Any:
    is_sqlite = connection.vendor == "sqlite"
    return value.hex if isinstance(value, uuid.UUID) and is_sqlite else value


def run(statement: str, *params: Any) -> None:
    """One statement of raw SQL."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.fixture
def slip_in(signup):
    """A supporter nobody asked for: in the table, and in no record."""

    def slip_in(email: str = "bought@example.org", **about: Any) -> Supporter:
        pk = insert(
            "hustings_signup_supporter",
            uuid=uuid.uuid4(),
            site_id=about.pop("site", signup.campaign.site).pk,
            email=email,
            email_canonical=email,
            given_name=about.pop("given_name", "Bought"),
            family_name="",
            postcode="",
            town="",
            department="",
            locale="fr",
            email_verified_at=timezone.now(),
            created_at=timezone.now(),
        )
        return Supporter.objects.get(pk=pk)

    return slip_in


@pytest.fixture
def slip_active():
    """Makes a list call a person active, without a record."""

    def slip_active(supporter: Supporter, purpose: str = "updates.campaign") -> Subscription:
        run(
            "DELETE FROM hustings_signup_subscription WHERE supporter_id = %s AND purpose = %s",
            supporter.pk,
            purpose,
        )
        pk = insert(
            "hustings_signup_subscription",
            supporter_id=supporter.pk,
            purpose=purpose,
            state="active",
            since=timezone.now(),
            notice_sha256="",
        )
        return Subscription.objects.get(pk=pk)

    return slip_active
