"""A file of a hundred thousand people from another tool: exact counts, time and memory."""
