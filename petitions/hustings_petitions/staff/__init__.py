"""Staff screens: counts for who edits pages, people for who may see the list of people."""
