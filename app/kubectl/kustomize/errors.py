"""What can be wrong with a kustomization."""

from __future__ import annotations


class KustomizeError(Exception):
    """A kustomization that cannot be built; the text is kustomize's."""


class MalformedError(KustomizeError):
    """A file that is no YAML."""


def prefixed(wrong: KustomizeError, prefix: str) -> KustomizeError:
    """The same error with where it happened before it."""
    return KustomizeError(f"{prefix}: {wrong}")
