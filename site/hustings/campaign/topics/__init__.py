"""Reads the demonstration's posts, issues, petitions and events as pages to be made."""
