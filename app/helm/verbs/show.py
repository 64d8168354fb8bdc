"""`helm show`: a group of commands."""

SHORT = "show what is in a chart"
LONG = "Look into a chart without installing it."
