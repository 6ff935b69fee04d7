"""One narrow row per person: what segments ask about most, next to each other (decision 10)."""

from django.db import models
from wagtail.models import Site

from hustings_signup.models.people import Supporter

#: First and last act of whoever has confirmed nothing; no day that can be asked for comes near.
NEVER_FIRST, NEVER_LAST = 2**31 - 1, -(2**31)


class FactBit(models.Model):
    """Which bit of `PersonFacts.lists` stands for a purpose and a state, and which of
    `PersonFacts.acts` for an act. Numbered once, as plugins come (`facts.bits`)."""

    class Kind(models.TextChoices):
        """The column it belongs to."""

        LIST = "list", "list"
        ACT = "act", "act"

    kind = models.CharField(max_length=4, choices=Kind)
    key = models.CharField(max_length=50)
    state = models.CharField(max_length=15, blank=True)
    mask = models.BigIntegerField()
    # Only once every row has it may a segment rely on it.
    is_ready = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "state"], name="hustings_signup_fact_bit_once"
            ),
            models.UniqueConstraint(fields=["kind", "mask"], name="hustings_signup_fact_bit_mask"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.state}".strip()


class PersonFacts(models.Model):
    """A copy, kept by database triggers (`facts.triggers`) and by nothing else, of what
    `Supporter`, `Subscription` and `Submission` say. The order of the columns is the order on
    disk: fixed width first, so that PostgreSQL finds them without looking at the texts.
    """

    # The trigger deletes it with the person.
    supporter = models.OneToOneField(
        Supporter, primary_key=True, on_delete=models.DO_NOTHING, related_name="facts"
    )
    lists = models.BigIntegerField()
    acts = models.BigIntegerField()
    # Minutes since 1970, UTC: half the width of a moment, and days begin on a minute anywhere.
    known = models.IntegerField()
    first_act = models.IntegerField()
    last_act = models.IntegerField()
    # No index: on an install with one large site SQLite would walk it and be ten times as slow.
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    department = models.CharField(max_length=3, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    locale = models.CharField(max_length=10)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Facts of supporter {self.supporter_id}"
