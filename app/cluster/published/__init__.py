"""What projects publish for clusters on the simulated internet: manifests to apply by URL."""
