"""CoreDNS: its configuration language, its plugins, and what its kubernetes plugin knows of a cluster."""
