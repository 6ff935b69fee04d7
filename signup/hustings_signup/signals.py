"""Publishing a notice text freezes its words as a version; what staff do with people is noted."""

from typing import Any

from django.dispatch import Signal
from wagtail.signals import published

from hustings_signup.models import NoticeText

#: Sent with `sender=` a person, inside the transaction in which they corrected what no record of
#: the ledger tells: language, address.
person_corrected = Signal()


def connect() -> None:
    """Listen to Wagtail's `published`, to its log and to exports."""
    from hustings_signup.staff import access_log

    access_log.connect()
    published.connect(_freeze, sender=NoticeText, dispatch_uid="hustings_signup_freeze_notice")


def _freeze(instance: NoticeText, **kwargs: Any) -> None:
    from hustings_signup.services import publish_notice

    publish_notice(text=instance)
