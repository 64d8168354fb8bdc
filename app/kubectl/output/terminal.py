"""Text made safe for a terminal.

Follows kubernetes cli-runtime pkg/printers/terminal.go.
"""


def escape_terminal(text: str) -> str:
    """`text` with escape and carriage return characters made visible."""
    return text.replace("\x1b", "^[").replace("\r", "\\r")
