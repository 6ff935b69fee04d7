"""Walls between the campaigns of one installation, where Wagtail shares what it shows.

With one site, and for superusers, nothing changes. Otherwise what belongs to another site does not
exist (404), and screens that mix all sites are closed (403).
"""
