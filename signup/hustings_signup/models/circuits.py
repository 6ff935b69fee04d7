"""The circuit breaker of an outside service: one row that all processes share."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Circuit(models.Model):
    """Closed while `open_until` is empty; open until then; after that one probe at a time.

    How it moves: `hustings_signup.breaker`.
    """

    name = models.CharField(max_length=40, primary_key=True)
    # Failures of the service one after the other.
    failures = models.PositiveIntegerField(default=0)
    # The last one, as a word (`hustings_signup.failures`).
    code = models.CharField(_("failure"), max_length=60, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    open_until = models.DateTimeField(null=True, blank=True)
    # How often it opened since it was last closed: each time for longer.
    openings = models.PositiveSmallIntegerField(default=0)
    # A probe is under way; one that died frees its place then.
    probe_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """`closed`, `open` or `half_open`."""
        if self.open_until is None:
            return "closed"
        return "open" if self.open_until > timezone.now() else "half_open"
