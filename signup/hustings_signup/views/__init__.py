"""Public views: forms, what comes after them, and the pages behind links in mails."""

from hustings_signup.views.acts import ActFormView, SignupView

__all__ = ["ActFormView", "SignupView"]
