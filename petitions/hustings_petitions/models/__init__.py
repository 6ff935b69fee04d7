"""Models: the pages people read, the row all languages share, the signatures, the tally."""

from hustings_petitions.models.pages import PetitionIndexPage, PetitionPage
from hustings_petitions.models.petitions import Petition, Tally
from hustings_petitions.models.signatures import Signature

__all__ = ["Petition", "PetitionIndexPage", "PetitionPage", "Signature", "Tally"]
