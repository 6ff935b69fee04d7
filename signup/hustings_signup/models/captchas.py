"""What a visitor's click gave and the worker has yet to ask about."""

from django.db import models

from hustings_signup.models.submissions import Submission


class CaptchaCheck(models.Model):
    """A submission held until the token is verified; the row goes with the answer."""

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, related_name="captcha_check"
    )
    token = models.TextField()
    # Whether the mailbox had a mail left (R19) when the form came.
    may_mail = models.BooleanField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Captcha check {self.pk}"
