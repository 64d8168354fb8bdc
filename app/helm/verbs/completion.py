"""`helm completion`: a group of commands."""

SHORT = "make completion scripts"
LONG = "Scripts that teach a shell to complete helm commands."
