"""One small file is safe: what every verb, kind, command, image, check and event must do."""
