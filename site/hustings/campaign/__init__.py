"""Builds a campaign site: reads the campaign's facts and texts, makes pages, staff and people."""
