"""Signs that languages set differently."""

from django.utils.translation import pgettext


def labelled(label: object, value: object) -> str:
    """ "State: open"; French sets a space that does not break before the colon."""
    return f"{label}{pgettext('after a label', ':')} {value}"
