"""What staff tell every visitor of a site, above whatever page they came for."""

from collections.abc import Callable

from django.http import HttpRequest

Source = Callable[[HttpRequest], str]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Add one, in AppConfig.ready(): it answers a text in the active language, or ""."""
    if source not in _sources:
        _sources.append(source)


def current(request: HttpRequest | None) -> str:
    """The first text there is; "" for none, and where there is no request to ask about."""
    if request is None:
        return ""
    return next(filter(None, (source(request) for source in _sources)), "")
