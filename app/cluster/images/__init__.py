"""What container images do: one file per image, and the names under which registries know them."""
