"""What this plugin moves."""

from django.db.models import QuerySet
from wagtail.models import Site

from hustings_signup import portability
from hustings_signup.models import ConsentEvidence, SubjectLink
from hustings_signup.portability import Rendering, Table, osdi, people_file, proof_file

BY_PERSON = "supporter__site"


def connect() -> None:
    """Called once, when the app starts."""
    portability.register(
        Table("hustings_signup.Neighbourhood"),
        Table("hustings_signup.ProcessorEntry"),
        Table("hustings_signup.SiteGuard"),
        Table("hustings_signup.ListedPattern"),
        Table("hustings_signup.Notice"),
        Table("hustings_signup.Supporter"),
        Table("hustings_signup.SubjectLink", BY_PERSON),
        Table("hustings_signup.Submission"),
        Table("hustings_signup.Subscription", BY_PERSON),
        Table("hustings_signup.ConsentRecord"),
        Table("hustings_signup.ConsentEvidence", of_site=_evidence),
        Table("hustings_signup.Link", BY_PERSON),
        Table("hustings_signup.Suppression"),
        Table("hustings_signup.RenewalRequest", BY_PERSON),
        Table("hustings_signup.EndWarning", BY_PERSON),
        Table("hustings_signup.Tag"),
        Table("hustings_signup.Tagging", BY_PERSON, without=("batch",)),
        Table("hustings_signup.Note", BY_PERSON, without=("batch",)),
        Table("hustings_signup.FollowUp", BY_PERSON),
        Table("hustings_signup.VolunteerPhone", BY_PERSON, without=("batch",)),
        Table("hustings_signup.Identifier", without=("batch",)),
        Table("hustings_signup.ImportBar", without=("batch",)),
        Table("hustings_signup.DataRequest"),
        Table("hustings_signup.Segment"),
        Table("hustings_signup.ExportRecord"),
    )
    portability.render(
        Rendering("people.osdi.json", osdi.people),
        Rendering("people.csv", people_file.chunks),
        Rendering("consents.csv", proof_file.chunks),
    )


def _evidence(site: Site) -> QuerySet[ConsentEvidence]:
    subjects = SubjectLink.objects.filter(supporter__site=site).values("subject")
    return ConsentEvidence.objects.filter(subject__in=subjects)
