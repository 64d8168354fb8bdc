"""The docker client, version 29."""
