"""Codes in words, for staff."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Site

from hustings_mailchimp.conditions import Missing


def missing(one: Missing, site: Site) -> tuple[str, str]:
    """What to do, and where ("" where it is not done here)."""
    return {
        Missing.KEY: (
            _("A key stands in the environment of the server: MAILCHIMP_API_KEY."),
            "",
        ),
        Missing.AUDIENCE: (
            _("An audience and the lists that leave are chosen."),
            reverse("hustings_mailchimp:choose", args=[site.pk]),
        ),
        Missing.PROCESSOR: (
            _("Mailchimp is declared as a company that works for the campaign."),
            reverse("hustings_processors:add", args=[site.pk]) + "?service=mailchimp",
        ),
        Missing.NOTICE: (
            _("A notice in force names Mailchimp among the transfers outside the European Union."),
            reverse("wagtailsnippets_hustings_signup_noticetext:list"),
        ),
    }[one]


def what_leaves() -> list[str]:
    """Everything, and nothing else."""
    return [
        _("the e-mail address"),
        _("the language"),
        _("which of these lists they chose, as tags"),
        _("the moment of their consent"),
    ]


def failure(code: str) -> str:
    """Why something did not work; the code where it is an unknown one."""
    words = {
        "bad_key": _("The key in MAILCHIMP_API_KEY is none of Mailchimp’s, or there is none."),
        "auth": _("Mailchimp does not accept the key."),
        "forbidden": _("The key may not do this."),
        "tls": _("No secure connection to Mailchimp."),
        "no_audience": _("The audience does not exist any more."),
        "throttled": _("Mailchimp asks us to slow down."),
        "server_error": _("Mailchimp has a failure of its own."),
        "redirected": _("Mailchimp answers from somewhere else."),
        "garbled_answer": _("Mailchimp’s answer cannot be read."),
        "timeout": _("Mailchimp does not answer in time."),
        "connection_lost": _("The connection to Mailchimp broke."),
        "too_many_signups": _("Mailchimp lets this address wait: it signed up to many lists."),
        "address_refused": _("Mailchimp takes the address for wrong or invented."),
        "compliance_state": _("They left at Mailchimp, or their mails came back."),
        "asked_by_mailchimp": _("They left at Mailchimp and came back here: it asks them itself."),
        "forgotten": _("Erased at Mailchimp earlier: only they can sign up there anew."),
        "invalid_request": _("Mailchimp does not accept the request."),
    }
    return words.get(code, code)


def report(counts: dict[str, int]) -> list[tuple[str, int]]:
    """What the last comparison found, as lines."""
    words = {
        "there": _("contacts at Mailchimp"),
        "strangers": _("known to nobody here: unsubscribed there"),
        "not_wished": _("there without a consent in force: taken off"),
        "ended_there": _("left there: ended here"),
        "missing": _("missing there: brought back"),
        "differs": _("told otherwise there: put right"),
    }
    return [(words[name], counts[name]) for name in words if name in counts]
