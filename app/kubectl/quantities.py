"""Resource lists as flags write them: `cpu=1,memory=1Gi`.

Follows kubernetes kubectl/pkg/generate/versioned/run.go: populateResourceListV1.
"""

from __future__ import annotations

from app.kubectl.errors import KubectlError
from app.sim.quantity import canonicalize


def resource_list(text: str, word: str = "Invalid") -> dict[str, str]:
    """Amounts by resource name; KubectlError names what is malformed."""
    found = {}
    for statement in text.split(",") if text else ():
        parts = statement.split("=")
        if len(parts) != 2:
            raise KubectlError(f"{word} argument syntax {statement}, expected <resource>=<value>")
        try:
            found[parts[0]] = canonicalize(parts[1])
        except ValueError as wrong:
            raise KubectlError(str(wrong)) from None
    return found
