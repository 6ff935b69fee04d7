"""Mailings: what is sent, in which words, and how it went with each person."""

from hustings_mailings.models.deliveries import Delivery
from hustings_mailings.models.mailings import Edition, Mailing
from hustings_mailings.models.settings import MailingSettings

__all__ = ["Delivery", "Edition", "Mailing", "MailingSettings"]
