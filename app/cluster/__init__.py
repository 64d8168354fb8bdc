"""A simulated Kubernetes cluster: synchronous, deterministic, without input or output."""
