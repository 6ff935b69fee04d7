"""A newsletter to 100,000 people, against bare SMTP of the same bytes and Django's own mail."""
