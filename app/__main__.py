"""The `kubekata` command: `python -m app` does the same."""

from __future__ import annotations

import os

# bashkit's interpreter threads take their stack size from here, once, before they first start: a script that recurses
# deeply must meet a limit with a message, never the end of a stack. Address space only; nothing is reserved in memory.
os.environ.setdefault("RUST_MIN_STACK", str(1 << 30))


def main() -> None:
    """Run the command line."""
    from app.cli import kubekata  # noqa: PLC0415 (the variable above must be set before anything imports bashkit)

    kubekata()


if __name__ == "__main__":
    main()
