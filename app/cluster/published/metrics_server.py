"""The metrics server's manifest: its rights, Deployment, Service and APIService.

Follows kubernetes-sigs metrics-server manifests/base and manifests/components/release.
"""

from __future__ import annotations

from pathlib import Path

LATEST = "0.8.0"
_LAST = "        - --metric-resolution=15s\n"
_MANIFEST = Path(__file__).parent / "manifests" / "metrics-server.yaml"


def manifest(version: str, *, insecure: bool = False) -> str:
    """components.yaml of a release; `insecure` for kubelets with certificates of their own, as minikube's addon."""
    text = _MANIFEST.read_text("utf-8").replace("$VERSION", version)
    return text.replace(_LAST, f"{_LAST}{_LAST.partition('-')[0]}- --kubelet-insecure-tls\n") if insecure else text
