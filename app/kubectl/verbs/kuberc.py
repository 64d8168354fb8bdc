"""`kubectl kuberc`: preferences."""

SHORT = "Look after the file of preferences"
