"""What can go wrong in helm: every message is printed as `Error: message`, the exit status is 1."""

from __future__ import annotations


class HelmError(Exception):
    """A failure; `partial` says that there is output worth looking at with --debug."""

    def __init__(self, message: str, *, partial: bool = False) -> None:
        super().__init__(message)
        self.partial = partial

    def wrapped(self, prefix: str) -> HelmError:
        """The same failure with `prefix: ` before it."""
        return HelmError(f"{prefix}: {self}", partial=self.partial)


class ReleaseNotFoundError(HelmError):
    """No release of that name or revision."""

    def __init__(self) -> None:
        super().__init__("release: not found")


class NoDeployedReleasesError(HelmError):
    """The release has no revision that is deployed."""

    def __init__(self, name: str) -> None:
        super().__init__(f'"{name}" has no deployed releases')
