"""Packages of a node: what is installed, what the Kubernetes project's repository has, and what is held."""
