"""`kubectl plugin`: programs that add commands."""

SHORT = "Look after plugins"
