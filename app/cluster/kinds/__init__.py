"""Every kind is a package in this folder: identity, defaults, validation, columns, reconcile."""
