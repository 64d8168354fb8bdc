"""How `kubectl apply` decides what to send."""
