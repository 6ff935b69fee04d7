"""The words by which a person is found: an index of our own, the same on both engines."""

from django.db import models
from wagtail.models import Site

from hustings_signup.models.people import Supporter


class SearchTerm(models.Model):
    """One normalised word of a person's name, address or postcode (`search_terms.terms_of`).

    Written by `services.index_people` only, and gone with the person.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    supporter = models.ForeignKey(
        Supporter, on_delete=models.CASCADE, related_name="search_terms", db_index=False
    )
    term = models.CharField(max_length=254)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["supporter", "term"], name="hustings_signup_search_term_once"
            )
        ]
        indexes = [
            # The class makes PostgreSQL use it for a prefix in any collation; SQLite needs none.
            models.Index(
                fields=["site", "term", "supporter"],
                name="hustings_signup_search_term",
                opclasses=["int4_ops", "varchar_pattern_ops", "int8_ops"],
            )
        ]

    def __str__(self) -> str:
        """Never the word itself."""
        return f"Search term {self.pk}"
