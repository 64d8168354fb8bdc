"""What a container leaves as its last words.

Follows kubernetes pkg/kubelet/kuberuntime/kuberuntime_container.go: getTerminationMessage; pkg/kubelet/container/types.
"""

from __future__ import annotations

from collections.abc import Callable

from app.cluster.control.resources import Object

DEFAULT_PATH = "/dev/termination-log"
LONGEST, LONGEST_LOG, LOG_LINES = 4096, 2048, 80
FALLBACK = "FallbackToLogsOnError"
Lines = list[tuple[float, str, bytes]]


def last_words(container: Object, code: int, read: Callable[[str], bytes | None], logs: Callable[[], Lines]) -> str:
    """The message of a run that ended with `code`; "" for none."""
    data = read(container.get("terminationMessagePath") or DEFAULT_PATH) or b""
    if not data and code != 0 and container.get("terminationMessagePolicy") == FALLBACK:
        text = b"".join(line + b"\n" for _, _, line in logs()[-LOG_LINES:])
        return text[-LONGEST_LOG:].decode(errors="replace")
    return data[:LONGEST].decode(errors="replace")
