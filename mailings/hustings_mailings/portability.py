"""Mailings on the move: those that are over, so that nothing is ever sent by two installs."""

from __future__ import annotations

from django.db.models import QuerySet
from wagtail.models import Site

from hustings_mailings.models import Delivery, Edition, Mailing
from hustings_signup import portability
from hustings_signup.portability import Table

OVER = (Mailing.State.SENT, Mailing.State.CANCELLED)


def connect() -> None:
    """Called once, when the app starts."""
    portability.register(
        Table("hustings_mailings.MailingSettings"),
        Table("hustings_mailings.Mailing", of_site=_over),
        Table("hustings_mailings.Edition", of_site=_editions),
        Table("hustings_mailings.Delivery", of_site=_deliveries),
    )


def _over(site: Site) -> QuerySet[Mailing]:
    return Mailing.objects.filter(site=site, state__in=OVER)


def _editions(site: Site) -> QuerySet[Edition]:
    return Edition.objects.filter(mailing__in=_over(site))


def _deliveries(site: Site) -> QuerySet[Delivery]:
    return Delivery.objects.filter(mailing__in=_over(site))
