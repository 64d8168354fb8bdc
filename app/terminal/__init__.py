"""A terminal tab: line and raw mode, foreground programs, jobs, scrollback, completion."""
