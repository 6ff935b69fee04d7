"""Moving a whole campaign: one archive out, the same people, consents and counts in again.

Plugins name their tables in AppConfig.ready(): `register(Table(...))`.
"""

from hustings_signup.portability.tables import (
    Rendering,
    Table,
    register,
    render,
    renderings,
    tables,
)

__all__ = ["Rendering", "Table", "register", "render", "renderings", "tables"]
