"""`kubectl create secret`: the kinds of secrets there are generators for."""

SHORT = "Create a secret of one of several types"
