"""One file per helm command, named after its path."""
