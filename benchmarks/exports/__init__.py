"""A file of a million people, against a bare COPY of the same columns."""
