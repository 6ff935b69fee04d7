"""Background tasks, with one import for Django 5.2 (django-tasks) and Django 6 (django.tasks).

Declare with `@task(backend="background")` and pass ids only: arguments are stored in clear.
"""

import django

if django.VERSION >= (6, 0):
    from django.tasks import task
else:
    from django_tasks import task  # type: ignore[no-redef]

__all__ = ["task"]
