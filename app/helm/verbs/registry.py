"""`helm registry`: a group of commands."""

SHORT = "log in to and out of registries"
LONG = "Registries keep charts beside container images."
