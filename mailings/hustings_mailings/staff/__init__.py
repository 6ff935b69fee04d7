"""Staff screens of the mailings: counts only, never people (consent.md R17)."""
