"""bash: an interpreter and all that makes it look like bash on a real machine. Scripts are read, rewritten, run."""
