"""Who else has a part in it: from the published notices, and from the settings that run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Site

from hustings_signup import acts, captchas, guarding, purposes
from hustings_signup.models import Notice

#: Purposes that hand data on or pick recipients: off until a published notice offers them.
SENSITIVE = ("share.party", "targeting.political_ads", "sms.campaign")


@dataclass(frozen=True)
class Partner:
    """Somebody a published notice names, and since when without a break."""

    name: str
    since: datetime


@dataclass(frozen=True)
class Switch:
    """Something others could do with the data of visitors: on or off, and what it means here."""

    label: str
    is_on: bool
    detail: str


def named(site: Site, locale: str, field: str) -> list[Partner]:
    """Those the notices in force name under `processors`, `recipients` or `outside_eu`, one a
    line, with the day from which every version has named them."""
    found: dict[str, datetime] = {}
    open_since: dict[str, dict[str, datetime]] = {}
    for notice in Notice.objects.filter(site=site, locale=locale).order_by("slug", "version"):
        before = open_since.get(notice.slug, {})
        open_since[notice.slug] = {
            line: before.get(line, notice.published_at) for line in lines(notice.content, field)
        }
    for in_force in open_since.values():
        for line, since in in_force.items():
            found[line] = min(since, found.get(line, since))
    return [Partner(name, since) for name, since in sorted(found.items())]


def lines(content: dict[str, Any], field: str) -> list[str]:
    """The lines of a text of a notice, without the empty ones."""
    return [
        line.strip().removesuffix(".")
        for line in str(content.get(field, "")).splitlines()
        if line.strip()
    ]


def current(site: Site, locale: str) -> list[Notice]:
    """The notice in force for each kind of form."""
    newest: dict[str, Notice] = {}
    for notice in Notice.objects.filter(site=site, locale=locale).order_by("slug", "version"):
        newest[notice.slug] = notice
    return list(newest.values())


def switches(site: Site, locale: str) -> list[Switch]:
    """What is off unless somebody switched it on, as it is now."""
    found = []
    policy = getattr(settings, "CONTENT_SECURITY_POLICY", None)
    if policy is not None:
        found += _loaded(policy["DIRECTIVES"])
    asked = [act for act in acts.registered() if _asks_google(site, act.key)]
    found.append(
        Switch(
            _("A check by Google that a form is sent by a person"),
            bool(asked),
            _("only after you press the button that says what Google receives")
            if asked
            else _("no form offers it"),
        )
    )
    offered = {
        offer["purpose"] for notice in current(site, locale) for offer in notice.content["purposes"]
    }
    labels = {
        "share.party": _("Handing your data to a party"),
        "targeting.political_ads": _("Choosing who gets which advertisement or message"),
        "sms.campaign": _("Text messages to your telephone"),
    }
    for key in SENSITIVE:
        label = purposes.label_of(key) if key not in labels else labels[key]
        is_on = key in offered
        detail = _("only for those who ticked its own box") if is_on else _("no form asks for it")
        found.append(Switch(label, is_on, detail))
    return found


def _asks_google(site: Site, act: str) -> bool:
    return captchas.of_form(guarding.of_site(site.pk), act) == captchas.RECAPTCHA


def _loaded(directives: dict[str, Any]) -> list[Switch]:
    """What the content policy lets a browser fetch from other hosts."""
    silently = {
        host for name in directives if name != "frame-src" for host in _hosts(directives, name)
    }
    found = [
        Switch(
            _("Audience measurement, advertising, social networks, fonts and scripts of others"),
            bool(silently),
            ", ".join(sorted(silently)) or _("the pages may load nothing from elsewhere"),
        )
    ]
    on_request = _hosts(directives, "frame-src")
    if on_request:
        found.append(
            Switch(
                _("Videos held by another company"),
                False,
                _("fetched only after you press play: %(hosts)s")
                % {"hosts": ", ".join(on_request)},
            )
        )
    return found


def _hosts(directives: dict[str, Any], name: str) -> list[str]:
    return sorted(
        str(source).removeprefix("https://")
        for source in directives.get(name) or []
        if "." in str(source) or str(source) in {"*", "https:"}
    )
