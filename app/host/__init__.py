"""A simulated Linux machine: its shell, files, processes and commands."""
