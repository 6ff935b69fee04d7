"""The demonstration: supervisor, mail catcher, mailbox pages. Never in production."""
