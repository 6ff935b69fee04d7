"""Mailings: what is sent, in which words, and how it went with each person; letters and their
archive."""

from hustings_mailings.models.deliveries import Delivery
from hustings_mailings.models.mailings import MOST_DAYS, MOST_STEPS, Edition, Mailing
from hustings_mailings.models.pages import NewsletterIndexPage, NewsletterPage
from hustings_mailings.models.settings import MailingSettings

__all__ = [
    "MOST_DAYS",
    "MOST_STEPS",
    "Delivery",
    "Edition",
    "Mailing",
    "MailingSettings",
    "NewsletterIndexPage",
    "NewsletterPage",
]
