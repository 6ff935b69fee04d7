"""Models of the shell: pages, settings, signs of life."""

from hustings_home.models.base import BasePage

__all__ = ["BasePage"]
