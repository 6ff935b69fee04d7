"""Where the link of the mail leads."""

from django.urls import reverse


def path_of(token: str) -> str:
    """The path of the page that asks."""
    return reverse("hustings_signup_links:import_ask", args=[token])
