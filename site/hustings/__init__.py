"""The reference Django project that brings the Hustings plugins together."""

__version__ = "0.1.0"
