"""One file per command: `kubectl rollout undo` is rollout_undo.py."""
