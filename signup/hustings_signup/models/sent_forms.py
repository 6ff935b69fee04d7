"""A form that staff sent to one address: the address is here, sealed, until the mail has left."""

from django.db import models
from wagtail.models import Page

from hustings_signup.models.outbox import Outbox


class SentForm(models.Model):
    """Short-lived: deleted when its mail was sent, refused or given up (consent.md R9)."""

    outbox = models.OneToOneField(Outbox, on_delete=models.CASCADE, related_name="sent_form")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    # Encrypted with a key of the environment; nothing else here says who it is.
    sealed_address = models.TextField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Sent form {self.pk}"
