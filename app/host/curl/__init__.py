"""curl, in parts: its command line, requests, transfers and reports."""
