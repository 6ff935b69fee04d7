"""The screens of administrators."""
