"""Hustings plugin: campaign pages."""
