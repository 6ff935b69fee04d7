"""What signup itself holds about a person, one module per kind."""

from hustings_signup import personal_data
from hustings_signup.holdings import access, acts, consents, identity, requests


def register() -> None:
    """Called once, in AppConfig.ready()."""
    for module in (identity, consents, acts, requests, access):
        for holding in module.HOLDINGS:
            personal_data.register(holding)
