"""One edition to oneself."""

from __future__ import annotations

import logging
import uuid
from dataclasses import replace

from django.contrib.auth.models import User
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hustings_mailings import voice
from hustings_mailings.carriers import Carrier
from hustings_mailings.models import Mailing
from hustings_mailings.splicing import OnePerson, Template
from hustings_signup import links
from hustings_signup.failures import classify

logger = logging.getLogger(__name__)


def send_sample(*, mailing: Mailing, locale: str, user: User) -> bool:
    """Have the worker send an edition to the account's own address; False when it has none."""
    from hustings_mailings import tasks

    if not user.email:
        return False
    tasks.send_sample.enqueue(mailing.pk, locale, user.pk)
    return True


def deliver_sample(mailing_id: int, *, locale: str, account_id: int) -> bool:
    """Send it; whether the server took it. Its links to stop lead to a page that explains."""
    mailing = Mailing.objects.select_related("site").filter(pk=mailing_id).first()
    account = User.objects.filter(pk=account_id, is_active=True).exclude(email="").first()
    edition = mailing.editions.filter(locale=locale).first() if mailing else None
    if mailing is None or account is None or edition is None:
        return False
    with translation.override(locale):
        words = voice.words_of(mailing, edition)
        subject = _("[Test] %(subject)s") % {"subject": edition.subject}
        why = _("This is a test for %(name)s: nobody else got it.") % {
            "name": account.get_username()
        }
    template = Template(replace(words, subject=subject), source=mailing.source)
    home = links.absolute("/", mailing.site)
    my_data = voice.my_data_url(mailing.site, locale)
    one = OnePerson(uuid.uuid4(), account.email, why, home, my_data)
    try:
        with Carrier() as carrier:
            carrier.send(template, one, sender=words.sender_address, at=timezone.now())
    except Exception as error:  # told in the log; whoever waits for it asks again
        logger.warning("A test of mailing %s failed: %s", mailing.pk, classify(error).code)
        return False
    return True
