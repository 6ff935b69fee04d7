"""Models of the shell: pages, settings, signs of life."""

from hustings_home.models.base import BasePage
from hustings_home.models.brand import BrandSettings
from hustings_home.models.heartbeat import Heartbeat, JobRun, Lease
from hustings_home.models.home_page import HomePage
from hustings_home.models.identity import IdentitySettings
from hustings_home.models.legal_page import LegalPage
from hustings_home.models.programme import IssuePage, ProgrammeIndexPage
from hustings_home.models.standard_page import StandardPage

__all__ = [
    "BasePage",
    "BrandSettings",
    "Heartbeat",
    "HomePage",
    "IdentitySettings",
    "IssuePage",
    "JobRun",
    "Lease",
    "LegalPage",
    "ProgrammeIndexPage",
    "StandardPage",
]
