"""A lease: one process at a time may do something, and a dead one blocks it only for a while."""

from __future__ import annotations

import logging
import os
import socket
from datetime import timedelta
from threading import Event, Thread
from types import TracebackType
from typing import Self
from uuid import uuid4

from django.db import Error, connection
from django.db.models import Q
from django.utils import timezone

from hustings_home.models import Lease as LeaseRow

logger = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another process holds the lease."""


class Lease:
    """`with Lease("tick"):` runs its body alone; LeaseLost when another process is at it.

    A thread renews the lease, so a long body keeps it; a killed process frees it after `seconds`.
    """

    def __init__(self, name: str, *, seconds: float = 60) -> None:
        self.name = name
        self.seconds = seconds
        self.holder = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid4().hex[:8]}"
        self._done = Event()
        self._renewer: Thread | None = None

    def acquire(self) -> bool:
        """Take or renew the lease; one conditional UPDATE, so that only one process can win."""
        now = timezone.now()
        LeaseRow.objects.bulk_create(
            [LeaseRow(name=self.name, expires_at=now)], ignore_conflicts=True
        )
        free_or_ours = Q(expires_at__lte=now) | Q(holder=self.holder)
        won = LeaseRow.objects.filter(free_or_ours, name=self.name).update(
            holder=self.holder, expires_at=now + timedelta(seconds=self.seconds)
        )
        return won == 1

    def release(self) -> None:
        """Give the lease back if it is still ours."""
        LeaseRow.objects.filter(name=self.name, holder=self.holder).update(
            holder="", expires_at=timezone.now()
        )

    def __enter__(self) -> Self:
        if not self.acquire():
            raise LeaseLost(self.name)
        self._done.clear()
        self._renewer = Thread(target=self._keep, name=f"lease-{self.name}", daemon=True)
        self._renewer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        if self._renewer:
            self._renewer.join()
        self.release()

    def _keep(self) -> None:
        try:
            while not self._done.wait(self.seconds / 3):
                self._renew()
        finally:
            connection.close()

    def _renew(self) -> None:
        try:
            if not self.acquire():
                logger.error("The lease %s was taken over by another process.", self.name)
        except Error:
            logger.warning("The lease %s could not be renewed, trying again.", self.name)
            connection.close()
