"""The simulated network: addresses, names, listeners and HTTP exchanges."""
