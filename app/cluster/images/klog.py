"""Lines as Kubernetes' components log them, to stderr. Follows k8s.io/klog."""

from __future__ import annotations

from datetime import UTC, datetime

from app.cluster.images.image import Process


def log(process: Process, level: str, text: str) -> None:
    """Write a line: `level` is I, W, E or F, `text` begins with a source: `server.go:12] told`."""
    moment = datetime.fromtimestamp(process.clock.now, UTC)
    process.log(f"{level}{moment:%m%d %H:%M:%S.%f}       1 {text}", "stderr")
