"""Hustings plugin: people and consent."""
