"""Signs of life of the background processes, and what `tick` remembers between two runs."""

from django.db import models


class Heartbeat(models.Model):
    """When a process last showed that it works."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Lease(models.Model):
    """The right to run something alone, until it expires or is given back."""

    name = models.CharField(max_length=40, unique=True)
    holder = models.CharField(max_length=80, blank=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class JobRun(models.Model):
    """When a registered job last started and ended, and how."""

    name = models.CharField(max_length=80, unique=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    #: The class name of the last failure; never its message, which may quote a person.
    error = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name
