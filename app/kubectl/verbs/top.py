"""`kubectl top`: what nodes and pods use."""

SHORT = "Show what nodes and pods use of CPU and memory"
