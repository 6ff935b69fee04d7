"""The words of the inventory: categories of data, legal grounds, and how long."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """What kind of thing is known of a person."""

    CONTACT = "contact", _("E-mail address")
    NAME = "name", _("First and last name")
    PLACE = "place", _("Postcode, town, department")
    LANGUAGE = "language", _("Language")
    CONSENT = "consent", _("What was agreed to, refused and withdrawn")
    ACTIVITY = "activity", _("Signatures, registrations and forms sent")
    RELATION = "relation", _("What the team notes about a contact")
    MAIL = "mail", _("E-mails sent and their state")
    NETWORK = "network", _("Network address and browser")
    CODE = "code", _("Random or keyed codes that stand for a person")
    ACCOUNT = "account", _("Accounts of the team")
    TRACE = "trace", _("What the team did, and when")
    PUBLISHED = "published", _("People named or shown in what is published")


class Ground(models.TextChoices):
    """The closed list of what a personal value may rest on (consent.md, first paragraph)."""

    CONSENT = "consent", _("consent recorded in the ledger")
    PENDING = "pending", _("waiting for confirmation, 7 days at most")
    DUTY = "duty", _("legal duty: proof, answers to people, security")
    SUPPRESSION = "suppression", _("being left alone on request")
    STAFF = "staff", _("account of the team")
    AUTHOR = "author", _("author or person presented by the publisher")
    PRESS = "press", _("press contact")


@dataclass(frozen=True)
class Period:
    """How long: an ISO 8601 duration ("" when an event ends it), and the same in words."""

    iso: str
    words: str | Promise


@dataclass(frozen=True)
class Personal:
    """What a column says about a person, and everything that has to be answered for it.

    `ground` is what a value may rest on; with CONSENT each value is looked up in the ledger.
    """

    category: Category
    why: str | Promise
    ground: Ground
    period: Period
    seen_by: str | Promise


#: A column that says nothing about a person.
PLAIN = None
