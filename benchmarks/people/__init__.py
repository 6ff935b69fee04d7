"""A million people: the list, its filters, and saved segments."""
