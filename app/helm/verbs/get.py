"""`helm get`: a group of commands."""

SHORT = "show what is known about a release"
LONG = "What a release was made from and what it has become, by the part you ask for."
