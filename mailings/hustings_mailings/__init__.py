"""Hustings plugin: mailings."""
