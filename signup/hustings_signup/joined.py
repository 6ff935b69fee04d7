"""The texts of a subquery as one text."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, QuerySet, Subquery


class Joined(Subquery):
    """What a queryset calls `text`, in its order, with `between` between them; "" or null for none.

    `between` is part of the statement: never what somebody typed.
    """

    template = "(SELECT GROUP_CONCAT(text, '%(between)s') FROM (%(subquery)s))"

    def __init__(self, queryset: QuerySet[Any, Any], between: str) -> None:
        super().__init__(queryset, output_field=CharField(), between=between)

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """Arrays keep the order of a subquery."""
        return self.as_sql(
            compiler,
            connection,
            template="ARRAY_TO_STRING(ARRAY(%(subquery)s), '%(between)s')",
        )
