"""Kubekata: learn Kubernetes by doing, beside a terminal on a simulated cluster."""
