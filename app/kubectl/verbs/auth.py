"""`kubectl auth`: who may do what."""

SHORT = "Find out who may do what"
