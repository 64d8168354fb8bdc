"""Probes on one line.

Follows kubernetes kubectl/pkg/describe/describe.go: DescribeProbe.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote as escape

from app.kubectl.output.golang.printing import format_value

Object = dict[str, Any]
SAFE = "/$&+,:;=@!*()'~-._"  # what Go's URL.EscapedPath leaves as it is


def probe_text(probe: Object, *, classic: bool = False) -> str:
    """What a probe does and how often."""
    success, failure = ("#success", "#failure") if classic else ("successThreshold", "failureThreshold")
    times = (
        f"delay={probe.get('initialDelaySeconds') or 0}s timeout={probe.get('timeoutSeconds') or 0}s "
        f"period={probe.get('periodSeconds') or 0}s {success}={probe.get('successThreshold') or 0} "
        f"{failure}={probe.get('failureThreshold') or 0}"
    )
    return f"{_action(probe)} {times}"


def _action(probe: Object) -> str:
    if (act := probe.get("exec")) is not None:
        return f"exec {format_value(act.get('command') or [])}"
    if (get := probe.get("httpGet")) is not None:
        return f"http-get {_url(get)}"
    if (socket := probe.get("tcpSocket")) is not None:
        return f"tcp-socket {socket.get('host') or ''}:{socket.get('port')}"
    if (call := probe.get("grpc")) is not None:
        return f"grpc <pod>:{call.get('port')} {call.get('service') or ''}"
    return "unknown"


def _url(get: Object) -> str:
    host = str(get.get("host") or "")
    host = f"[{host}]" if ":" in host else host
    path = escape(str(get.get("path") or ""), safe=SAFE)
    slash = "/" if path and not path.startswith("/") else ""
    return f"{str(get.get('scheme') or '').lower()}://{host}:{get.get('port')}{slash}{path}"
