"""The kubelet's event messages, which releases word differently."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """Messages of one release's kubelet; this one is the modern one (1.36)."""

    def pulling(self, image: str) -> str:
        """An image is being fetched."""
        return f'Pulling image "{image}"'

    def pulled(self, image: str, seconds: float, waited: float, size: int) -> str:
        """An image arrived; `waited` includes the queue."""
        took, including = go_duration(seconds), go_duration(waited)
        return (
            f'Successfully pulled image "{image}" in {took} ({including} including waiting). Image size: {size} bytes.'
        )

    def present(self, image: str) -> str:
        """No need to fetch."""
        return f'Container image "{image}" already present on machine and can be accessed by the pod'

    def created(self, container: str, identity: str) -> str:
        """A container was made."""
        return "Container created"

    def started(self, container: str, identity: str) -> str:
        """A container runs."""
        return "Container started"

    def killing(self, container: str, identity: str) -> str:
        """A container is being stopped with its pod."""
        return f"Stopping container {container}"

    def back_off(self, container: str, pod: str, namespace: str, uid: str) -> str:
        """A container that failed waits before it is restarted."""
        return f"Back-off restarting failed container {container} in pod {pod}_{namespace}({uid})"

    def pull_failed(self, image: str, why: str) -> str:
        """An image could not be fetched."""
        return f'Failed to pull image "{image}": {why}'


@dataclass(frozen=True)
class ClassicWording(Wording):
    """Messages around release 1.5, with Docker as runtime."""

    def pulling(self, image: str) -> str:
        """An image is being fetched."""
        return f'pulling image "{image}"'

    def pulled(self, image: str, seconds: float, waited: float, size: int) -> str:
        """An image arrived."""
        return f'Successfully pulled image "{image}"'

    def present(self, image: str) -> str:
        """No need to fetch."""
        return f'Container image "{image}" already present on machine'

    def created(self, container: str, identity: str) -> str:
        """A container was made."""
        return f"Created container with docker id {identity[:12]}; Security:[seccomp=unconfined]"

    def started(self, container: str, identity: str) -> str:
        """A container runs."""
        return f"Started container with docker id {identity[:12]}"

    def killing(self, container: str, identity: str) -> str:
        """A container is being stopped with its pod."""
        return f"Killing container with docker id {identity[:12]}: Need to kill pod."

    def back_off(self, container: str, pod: str, namespace: str, uid: str) -> str:
        """A container that failed waits before it is restarted."""
        return f"Back-off restarting failed docker container {container}"


def go_duration(seconds: float) -> str:
    """A Go duration in whole milliseconds: `0s`, `850ms`, `1.532s`, `1m2s`."""
    milliseconds = round(seconds * 1000)
    if milliseconds == 0:
        return "0s"
    if milliseconds < 1000:
        return f"{milliseconds}ms"
    minutes, rest = divmod(milliseconds, 60_000)
    text = f"{rest / 1000:.3f}".rstrip("0").rstrip(".") + "s"
    return f"{minutes}m{text}" if minutes else text
