"""The same two sites and staff as for the other screens about people."""

from tests.signup.staff.conftest import editor, enter, join, make_user, officer, organiser, other

__all__ = ["editor", "enter", "join", "make_user", "officer", "organiser", "other"]
