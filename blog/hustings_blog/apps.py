"""App configuration: label, name and what is connected at start."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HustingsBlogConfig(AppConfig):
    """Registers the plugin under its prefixed label."""

    name = label = "hustings_blog"
    verbose_name = _("News")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what is held about people; posts that move take the words of their new site."""
        from wagtail.signals import post_page_move

        from hustings_blog import adopting, inventory

        inventory.declare_all()
        post_page_move.connect(adopting.on_move, dispatch_uid="hustings_blog_adopting")
