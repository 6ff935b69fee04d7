"""Fields of the staff screens that need no script."""

from django import forms


class DayInput(forms.DateInput):
    """The browser's own calendar, which takes and gives ISO dates in every language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
