"""Hustings plugin: petitions."""
