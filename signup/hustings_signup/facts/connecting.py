"""Makes triggers and bits after every migrate, and fills what they could not see meanwhile."""

from __future__ import annotations

from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from hustings_signup.facts import bits, proving, triggers
from hustings_signup.facts.derived import FACTS
from hustings_signup.models import FactBit


def connect(sender: object) -> None:
    """Called once, when the app starts."""
    pre_migrate.connect(before, sender=sender)
    post_migrate.connect(after, sender=sender)


def before(using: str, **kwargs: object) -> None:
    """Ahead of migrations."""
    triggers.step_aside(using)


def after(using: str, plan: object = None, **kwargs: object) -> None:
    """Behind them; `plan` holds those that ran."""
    ensure(using, has_migrated=bool(plan))


def ensure(using: str = "default", *, has_migrated: bool = False) -> None:
    """Every trigger and every bit, and every row as they want it. Reads all people only when a
    migration may have written behind the triggers' back, or a bit is new."""
    connection = connections[using]
    if FACTS not in connection.introspection.table_names():
        return
    triggers.create(using)
    is_new = bits.add(using)
    waiting = FactBit.objects.using(using).filter(is_ready=False)
    if has_migrated or is_new or waiting.exists():
        for _difference in proving.differences(using=using):
            pass
        waiting.update(is_ready=True)
