"""What ends by itself, and when (consent.md R14): the rules, the brake, the daily run."""

from hustings_signup.retention.rules import Rule, keep, register, registered

__all__ = ["Rule", "keep", "register", "registered"]
