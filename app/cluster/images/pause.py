"""pause: does nothing until it is told to stop."""

from __future__ import annotations

from app.cluster.images.image import Image, Process


def program(process: Process) -> None:
    """Wait; on SIGTERM say so and end."""
    process.memory = 1 << 19

    def stop() -> None:
        process.log("Shutting down, got signal: Terminated", "stderr")
        process.exit(0)

    process.on_term = stop


IMAGE = Image(
    names=("registry.k8s.io/pause", "k8s.gcr.io/pause", "gcr.io/google_containers/pause",
           "gcr.io/google-containers/pause", "docker.io/google/pause", "gcr.io/google_containers/pause-amd64"),
    program=program,
    tags=r"latest|\d+\.\d+(\.\d+)?|go",
    size=320_000,
    entrypoint=("/pause",),
    user="65535",
    system="scratch",
)  # fmt: skip
