"""The kubectl program."""
