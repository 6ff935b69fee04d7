"""App configuration: label, name and what is connected at start."""

from django.apps import AppConfig, apps
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class HustingsHomeConfig(AppConfig):
    """Registers the plugin under its prefixed label."""

    name = label = "hustings_home"
    verbose_name = _("Campaign pages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the shell's jobs on the list of `tick`, and make pictures when they are uploaded."""
        from django.db.models.signals import post_delete, post_save, pre_save
        from wagtail.images import get_image_model
        from wagtail.signals import post_page_move

        from hustings_home import checks, memory, pictures, upkeep
        from hustings_home.inventory import foreign, own

        register(checks.known_settings)
        upkeep.register_jobs()
        foreign.declare_all()
        own.declare_all()
        post_save.connect(
            pictures.make_later, sender=get_image_model(), dispatch_uid="hustings_home_pictures"
        )
        if apps.is_installed("wagtail_localize"):  # a host project may do without
            from wagtail_localize.models import SegmentOverride

            from hustings_home import translated_choices

            pre_save.connect(
                translated_choices.refuse_foreign,
                sender=SegmentOverride,
                dispatch_uid="hustings_home_translated_choices",
            )
        for signal in (post_save, post_delete, post_page_move):
            signal.connect(memory.forget_when_shown, dispatch_uid="hustings_home_memory")
