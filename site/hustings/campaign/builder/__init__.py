"""Writes a campaign into the database, each thing once however often it is asked."""
