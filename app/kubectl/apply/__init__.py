"""What `kubectl apply` needs besides the verb itself: patches, server-side apply, pruning."""
