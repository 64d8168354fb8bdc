"""The HTTP side of resources: paths, content negotiation, options, and one module a verb."""
