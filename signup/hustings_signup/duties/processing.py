"""The register of processing (GDPR art. 30(1)): from inventory, notices and identity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from hustings_home import inventory
from hustings_home.inventory import Ground, Personal
from hustings_home.models import IdentitySettings
from hustings_signup import purposes
from hustings_signup.models import Notice, ProcessorEntry
from hustings_signup.openness import partners
from hustings_signup.openness.periods import kept

#: What each ground rests on in law, and whom it is about. The campaign checks it with its lawyer.
BASIS: dict[str, tuple[Promise, Promise]] = {
    Ground.CONSENT: (
        gettext_lazy("explicit consent: GDPR art. 6(1)(a) and 9(2)(a)"),
        gettext_lazy("people who filled in a form"),
    ),
    Ground.DUTY: (
        gettext_lazy("legal duty: GDPR art. 6(1)(c) with art. 5(2), 7(1), 12 and 32"),
        gettext_lazy("people who filled in a form, and members of the team"),
    ),
    Ground.SUPPRESSION: (
        gettext_lazy("legal duty to respect an objection: GDPR art. 6(1)(c) and 21"),
        gettext_lazy("people who want to be left alone"),
    ),
    Ground.STAFF: (
        gettext_lazy("legitimate interest in running the site: GDPR art. 6(1)(f)"),
        gettext_lazy("members of the team"),
    ),
    Ground.AUTHOR: (
        gettext_lazy("legitimate interest; opinions they made public: GDPR art. 6(1)(f), 9(2)(e)"),
        gettext_lazy("people presented on the site"),
    ),
    Ground.PRESS: (
        gettext_lazy("legitimate interest: GDPR art. 6(1)(f)"),
        gettext_lazy("journalists"),
    ),
    Ground.PENDING: (
        gettext_lazy("the person’s own request, not yet confirmed: GDPR art. 6(1)(a), 9(2)(a)"),
        gettext_lazy("people who have not confirmed yet"),
    ),
}
HEADER = (
    gettext_lazy("What for"),
    gettext_lazy("Whose data"),
    gettext_lazy("Which data"),
    gettext_lazy("Legal basis"),
    gettext_lazy("Recipients"),
    gettext_lazy("Processors its notice names"),
    gettext_lazy("Outside the European Union"),
    gettext_lazy("Kept"),
)


@dataclass(frozen=True)
class Activity:
    """One line of the register, in the active language; the order of HEADER."""

    purpose: str
    subjects: str
    data: str
    basis: str
    recipients: str
    processors: str
    transfers: str
    period: str

    @property
    def cells(self) -> list[tuple[str, str]]:
        """Heading and text of each column."""
        return list(zip(map(str, HEADER), astuple(self), strict=True))


PROCESSOR_HEADER = (
    gettext_lazy("Company"),
    gettext_lazy("What for"),
    gettext_lazy("Outside the European Union"),
    gettext_lazy("Contract or safeguard"),
    gettext_lazy("Since"),
    gettext_lazy("Ended"),
)


@dataclass(frozen=True)
class Processor:
    """One declared company, in the active language; the order of PROCESSOR_HEADER."""

    company: str
    purpose: str
    abroad: str
    safeguard: str
    since: str
    ended: str

    @property
    def cells(self) -> list[tuple[str, str]]:
        """Heading and text of each column."""
        return list(zip(map(str, PROCESSOR_HEADER), astuple(self), strict=True))


@dataclass(frozen=True)
class Register:
    """Everything art. 30(1) asks for, about one controller."""

    site: Site
    controller: list[tuple[str, str]]
    activities: list[Activity]
    processors: list[Processor]
    safeguards: list[str]


def register(site: Site, locale: str) -> Register:
    """The register of one site, in the active language, with the notices in `locale`."""
    return Register(
        site=site,
        controller=_controller(IdentitySettings.read(site)),
        activities=[*_announced(site, locale), *_declared()],
        processors=_processors(site),
        safeguards=safeguards(),
    )


def _controller(identity: IdentitySettings) -> list[tuple[str, str]]:
    """Empty where the campaign has not said it: a register with holes should show them."""
    return [
        (_("Controller"), identity.publisher),
        (_("Legal form"), identity.legal_form),
        (_("Address"), identity.address),
        (_("Contact for data"), identity.data_contact_email),
        (_("Host"), ", ".join(filter(None, (identity.host_name, identity.host_address)))),
    ]


def _announced(site: Site, locale: str) -> Iterator[Activity]:
    """What the notices in force ask consent for, each purpose once per form."""
    basis, subjects = BASIS[Ground.CONSENT]
    data = ", ".join(_categories(Ground.CONSENT))
    for notice in partners.current(site, locale):
        for offer in notice.content["purposes"]:
            yield Activity(
                purpose=_("%(purpose)s (form “%(form)s”)")
                % {
                    "purpose": purposes.label_of(offer["purpose"], notice.site_id),
                    "form": notice.content["title"],
                },
                subjects=str(subjects),
                data=data,
                basis=str(basis),
                recipients=_joined(notice, "recipients"),
                processors=_joined(notice, "processors"),
                transfers=_joined(notice, "outside_eu") or _("none"),
                period=kept(notice.content["retention"]),
            )


def _processors(site: Site) -> list[Processor]:
    """What staff declared, ended ones too: who had a part in it is asked for afterwards."""
    return [
        Processor(
            company=entry.label,
            purpose=entry.purpose,
            abroad=_("yes") if entry.is_outside_eu else _("no"),
            safeguard=entry.safeguard,
            since=date_format(entry.since_on),
            ended=date_format(entry.ended_on) if entry.ended_on else "",
        )
        for entry in ProcessorEntry.objects.filter(site=site)
    ]


def _joined(notice: Notice, field: str) -> str:
    return "; ".join(partners.lines(notice.content, field))


def _declared() -> Iterator[Activity]:
    """What rests on another ground than consent, from the inventory."""
    found: dict[tuple[str, ...], list[str]] = {}
    for said in _kinds():
        if said.ground == Ground.CONSENT:
            continue
        key = (str(said.why), said.ground, str(said.seen_by), str(said.period.words))
        labels = found.setdefault(key, [])
        if said.category.label not in labels:
            labels.append(str(said.category.label))
    for (why, ground, seen_by, period), labels in found.items():
        basis, subjects = BASIS[ground]
        yield Activity(
            purpose=why,
            subjects=str(subjects),
            data=", ".join(labels),
            basis=str(basis),
            recipients=seen_by,
            processors="",
            transfers=_("none"),
            period=period,
        )


def _categories(ground: Ground) -> list[str]:
    return list(
        dict.fromkeys(str(said.category.label) for said in _kinds() if said.ground == ground)
    )


def _kinds() -> list[Personal]:
    return list(
        dict.fromkeys(said for table in inventory.registered() for said in table.personal.values())
    )


def safeguards() -> list[str]:
    """Measures of art. 32(1) that are in force in this installation; settings decide."""
    measures: list[tuple[Any, str]] = [
        (getattr(settings, "SECURE_SSL_REDIRECT", False), _("every page is encrypted on its way")),
        (getattr(settings, "SESSION_COOKIE_SECURE", False), _("logins travel encrypted only")),
        (
            hasattr(settings, "CONTENT_SECURITY_POLICY"),
            _("pages load no program of anybody else"),
        ),
        (True, _("each member of the team sees only what their role and site allow")),
        (True, _("opening, searching and exporting people is logged for a year")),
        (True, _("an export asks for a reason and the password, and leaves a trace")),
        (True, _("consents are kept in a ledger that refuses change, sealed into a chain")),
        (True, _("codes of mailboxes are keyed hashes; links in mails are stored as hashes")),
        (True, _("what is no longer needed ends by itself")),
    ]
    return [words for holds, words in measures if holds]
