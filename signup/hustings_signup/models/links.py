"""Personal links in mails: 256-bit tokens, of which only a hash is stored."""

import uuid

from django.db import models

from hustings_signup.models.people import Supporter
from hustings_signup.models.submissions import Submission


class Link(models.Model):
    """One link of one kind. The token is derived from `uuid` with a key of the environment."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20)
    key_number = models.PositiveSmallIntegerField()
    token_hash = models.CharField(max_length=64, unique=True)
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="+")
    submission = models.ForeignKey(
        Submission, null=True, on_delete=models.CASCADE, related_name="links"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "submission"],
                condition=models.Q(submission__isnull=False),
                name="hustings_signup_link_per_act",
            ),
            models.UniqueConstraint(
                fields=["kind", "supporter"],
                condition=models.Q(submission=None),
                name="hustings_signup_link_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"Link {self.pk}"
