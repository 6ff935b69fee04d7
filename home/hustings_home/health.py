"""How the installation is: database, worker, tick, version; answered within seconds."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.db import Error, connection

from hustings_home import conf
from hustings_home.heartbeat import ages

logger = logging.getLogger(__name__)

#: Seconds the database may take; a pool that waits for a lost server takes much longer.
PATIENCE = 2.0
#: Seconds of silence after which worker or tick count as stopped.
SILENT_AFTER = {"worker": 120.0, "tick": 60.0}

# One thread: when it hangs, the next questions wait behind it and time out too.
_prober = ThreadPoolExecutor(max_workers=1, thread_name_prefix="health")


def report() -> dict[str, Any]:
    """The state as plain data; `status` is ok, degraded (something is silent) or down."""
    try:
        seen = _prober.submit(_read_ages).result(timeout=PATIENCE)
    except (Error, TooSlow) as error:
        logger.warning("The database does not answer: %s", type(error).__name__)
        return {"status": "down", "database": "away", "version": product_version()}
    silent = [name for name, limit in SILENT_AFTER.items() if not _is_fresh(seen.get(name), limit)]
    return {
        "status": "degraded" if silent else "ok",
        "database": "ok",
        "worker_age": _rounded(seen.get("worker")),
        "tick_age": _rounded(seen.get("tick")),
        "version": product_version(),
    }


def product_version() -> str:
    """The version from HUSTINGS["VERSION"], else of the installed package, else ""."""
    try:
        return conf.get("VERSION") or version("hustings")
    except PackageNotFoundError:
        return ""


def _read_ages() -> dict[str, float]:
    try:
        return ages()
    finally:
        connection.close()


def _is_fresh(age: float | None, limit: float) -> bool:
    return age is not None and age <= limit


def _rounded(age: float | None) -> float | None:
    return None if age is None else round(age, 1)
