"""The one mail of the door: a link to choose a new password, made when it is sent."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from hustings_signup import outbox, rehearsing
from hustings_signup.mails import Mail
from hustings_signup.models import Outbox
from hustings_signup.rehearsing import Scene, Stage
from hustings_signup.staff import access

PASSWORD_RESET = "staff.password"  # noqa: S105 - the name of a kind of mail
#: A wish older than this is nobody's any more.
WANTED_FOR = timedelta(hours=1)


def queue_password_reset(user: User) -> None:
    """Write the wish; it carries the look of the site the user works for."""
    sites = access.sites_for(user) or Site.objects.order_by("-is_default_site")
    site = sites.first() or Site.objects.order_by("-is_default_site").first()
    if site is not None and user.is_active and user.email:
        outbox.queue_for_staff(PASSWORD_RESET, site_id=site.pk, account=user)


def password_reset(row: Outbox) -> Mail | None:
    """The address is that of the installation, whatever host the request named."""
    user = row.account
    if user is None or not user.is_active or timezone.now() - row.created_at > WANTED_FOR:
        return None
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    return Mail(
        subject=_("Choose a new password"),
        heading=_("Choose a new password"),
        paragraphs=[
            _("Somebody asked for a new password for the login “%(name)s”.")
            % {"name": user.get_username()},
        ],
        button=(_("Choose a new password"), f"{settings.WAGTAILADMIN_BASE_URL}{path}"),
        after_button=[
            _("The link works once, for two hours. The second factor stays as it is."),
            _("If it was not you, do nothing: the old password goes on working."),
        ],
        footer=[_("You receive this e-mail because you have a login for this site.")],
        recipient=user.email,
    )


def connect_scene() -> None:
    """Called once, when the app starts: staff may look at this mail as at every other."""
    rehearsing.register(Scene("password", gettext_lazy("To staff: choose a new password"), _asked))


def _asked(stage: Stage) -> Outbox:
    return outbox.queue_for_staff(PASSWORD_RESET, site_id=stage.site.pk, account=stage.account)
