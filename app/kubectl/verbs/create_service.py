"""`kubectl create service`: the types of services there are generators for."""

SHORT = "Create a service of one of several types"
