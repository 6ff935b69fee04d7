"""Hustings plugin: news."""
