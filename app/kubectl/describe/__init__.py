"""What `kubectl describe` shows, one file per kind."""
