"""Runs `setup_campaign` and looks at what it left; shared by the tests of the command."""

from collections import Counter
from io import StringIO

from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Site, Workflow
from wagtail_localize.models import Translation

from hustings_blog.models import Author, BlogTag
from hustings_events.models import Event, Registration
from hustings_home.models import BrandSettings, IdentitySettings
from hustings_petitions.models import Petition, Signature
from hustings_signup.models import (
    ConsentRecord,
    Neighbourhood,
    Notice,
    NoticeText,
    Outbox,
    SiteAccess,
    Submission,
    Supporter,
)


def run(**options):
    """What the command prints."""
    out = StringIO()
    call_command("setup_campaign", interactive=False, stdout=out, stderr=out, **options)
    return out.getvalue()


def told_by(command):
    """What another command prints."""
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


def rows() -> Counter:
    """How many rows each table has that a second run could double."""
    models = (
        *(Page, Site, Locale, Group, Workflow, Translation, get_image_model(), Author, BlogTag),
        *(Notice, NoticeText, Supporter, Submission, ConsentRecord, Signature, Registration),
        *(Petition, Event, SiteAccess, BrandSettings, IdentitySettings, Outbox, Neighbourhood),
    )
    return Counter({model.__name__: model.objects.count() for model in models})


def pages(model=Page, *, language=None):
    found = model.objects.filter(depth__gt=1).live().order_by("path")
    return found.filter(locale__language_code=language) if language else found
