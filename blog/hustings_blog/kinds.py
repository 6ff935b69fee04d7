"""The sorts of posts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What sort of text a post is; a filter of the index and of the feed."""

    NEWS = "news", _("News")
    OPINION = "opinion", _("Opinion")
    PRESS_RELEASE = "press-release", _("Press release")
    VIDEO = "video", _("Video")
