"""`helm plugin`: a group of commands."""

SHORT = "work with plugins"
LONG = "Plugins add commands to helm."
