"""What is supported, as a page: generated from the registries, so that it cannot claim too much."""
