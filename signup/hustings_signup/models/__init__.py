"""Models of people and consent, by topic."""

from hustings_signup.models.access import PeoplePermission, SiteAccess
from hustings_signup.models.access_log import AccessEntry
from hustings_signup.models.captchas import CaptchaCheck
from hustings_signup.models.circuits import Circuit
from hustings_signup.models.duplicates import DuplicatePair, MatchKey
from hustings_signup.models.erasures import AddressChange, ExportRecall
from hustings_signup.models.exports import ExportRecord
from hustings_signup.models.facts import FactBit, PersonFacts
from hustings_signup.models.follow_ups import FollowUp
from hustings_signup.models.guarding import ListedPattern, SiteGuard
from hustings_signup.models.import_memory import Identifier, ImportAsk, ImportBar
from hustings_signup.models.imports import ImportBatch, ImportResult, ImportRow
from hustings_signup.models.ledger import ConsentEvidence, ConsentRecord
from hustings_signup.models.limits import Hit, Suppression
from hustings_signup.models.links import Link
from hustings_signup.models.neighbourhoods import Neighbourhood
from hustings_signup.models.notes import Note
from hustings_signup.models.notices import Notice, NoticeOffer, NoticeText
from hustings_signup.models.outbox import Outbox
from hustings_signup.models.pages import FormPageMixin, SignupPage
from hustings_signup.models.people import SubjectLink, Supporter
from hustings_signup.models.phones import VolunteerPhone
from hustings_signup.models.processors import ProcessorEntry
from hustings_signup.models.renewals import RenewalRequest
from hustings_signup.models.reports import MailReport, ReportReading
from hustings_signup.models.requests import DataRequest
from hustings_signup.models.retention import EndWarning, PlannedEnd, RetentionRun
from hustings_signup.models.seals import LedgerSeal
from hustings_signup.models.search import SearchTerm
from hustings_signup.models.segments import Segment
from hustings_signup.models.sent_forms import SentForm
from hustings_signup.models.submissions import Submission
from hustings_signup.models.subscriptions import Subscription
from hustings_signup.models.tags import Tag, Tagging

__all__ = [
    "AccessEntry",
    "AddressChange",
    "CaptchaCheck",
    "Circuit",
    "ConsentEvidence",
    "ConsentRecord",
    "DataRequest",
    "DuplicatePair",
    "EndWarning",
    "ExportRecall",
    "ExportRecord",
    "FactBit",
    "FollowUp",
    "FormPageMixin",
    "Hit",
    "Identifier",
    "ImportAsk",
    "ImportBar",
    "ImportBatch",
    "ImportResult",
    "ImportRow",
    "LedgerSeal",
    "Link",
    "ListedPattern",
    "MailReport",
    "MatchKey",
    "Neighbourhood",
    "Note",
    "Notice",
    "NoticeOffer",
    "NoticeText",
    "Outbox",
    "PeoplePermission",
    "PersonFacts",
    "PlannedEnd",
    "ProcessorEntry",
    "RenewalRequest",
    "ReportReading",
    "RetentionRun",
    "SearchTerm",
    "Segment",
    "SentForm",
    "SignupPage",
    "SiteAccess",
    "SiteGuard",
    "SubjectLink",
    "Submission",
    "Subscription",
    "Supporter",
    "Suppression",
    "Tag",
    "Tagging",
    "VolunteerPhone",
]
