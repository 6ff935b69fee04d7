"""The narrow row per person that segments read (docs/decisions/0010)."""
