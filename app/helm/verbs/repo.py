"""`helm repo`: a group of commands."""

SHORT = "work with chart repositories"
LONG = "Add, update, list and remove the places that charts come from."
