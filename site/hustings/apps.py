"""App configuration of the reference project."""

from django.apps import AppConfig


class HustingsConfig(AppConfig):
    """Connects the login to mails and screens of the plugins, and puts up walls between sites."""

    name = label = "hustings"

    def ready(self) -> None:
        """Register the mails of the door and the second factor that staff screens ask for."""
        from hustings.accounts import mails, second_factor
        from hustings.walls import lists
        from hustings_signup import mails as outgoing
        from hustings_signup.staff import second_factor as asked_again

        outgoing.register(mails.PASSWORD_RESET, mails.password_reset)
        mails.connect_scene()
        lists.narrow()
        asked_again.use(second_factor.AllauthFactor())
