"""Hustings plugin: events."""
