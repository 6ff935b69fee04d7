"""A person who signed up, signed a petition and registered for an event of one campaign."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from hustings_signup import services
from hustings_signup.models import Supporter
from hustings_signup.people import Person
from tests.conftest import Campaign
from tests.events.conftest import Agenda, make_agenda
from tests.events.conftest import come as come_to
from tests.petitions.conftest import Petitions, make_petitions, sign_and_confirm
from tests.signup.conftest import Signup

ADDRESS = "Canari.Serin@Example.org"


@dataclass
class Lived:
    """What a person may have done with one campaign."""

    signup: Signup
    petitions: Petitions
    agenda: Agenda

    def supporter(self, email: str = ADDRESS) -> Supporter:
        """The person as in the database now."""
        return Supporter.objects.get(email_canonical=email.lower())

    def sign_up(self, email: str = ADDRESS, *, at: datetime | None = None) -> Supporter:
        """News and volunteering, confirmed."""
        from hustings_signup.mailbox import parse

        person = Person(
            mailbox=parse(email),
            given_name="Canari",
            family_name="Serinette",
            postcode="59000",
            town="Lille",
            department="59",
        )
        sent = self.signup.submit(email, person=person, ticked=("volunteer.contact",), at=at)
        services.confirm(submission=sent, at=at)
        return self.supporter(email)

    def live(self, email: str = ADDRESS) -> Supporter:
        """Everything, confirmed."""
        self.sign_up(email)
        sign_and_confirm(self.petitions.fr, email, given_name="Canari", family_name="Serinette")
        come_to(self.agenda.fr, email, party=2)
        return self.supporter(email)


@pytest.fixture
def lived(campaign: Campaign, signup: Signup) -> Lived:
    """A sign-up page, a petition and an event of one site."""
    return Lived(signup, make_petitions(campaign), make_agenda(campaign))
