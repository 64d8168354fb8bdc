"""`helm search`: a group of commands."""

SHORT = "look for charts"
LONG = "Look for charts in the repositories that you have added, or in the hub."
