"""Hustings plugin: Mailchimp."""
