"""The real worker, started in milliseconds: one process loads Django once, each worker is a fork
of it. Each line on standard input starts one; its process id is answered, and `over` once it
ended (killed, or with nothing left to do)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def main() -> None:
    """Serve until standard input closes."""
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    connections.close_all()
    options = sys.argv[1:]
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            call_command("db_worker", "--backend=background", "--no-startup-delay", *options)
            os._exit(0)
        print(child, flush=True)  # noqa: T201
        os.waitpid(child, 0)
        print("over", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
