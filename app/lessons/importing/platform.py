"""Programs that the machines of the old platforms had, for scenarios that call them."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

_WAITS = """\
#!/bin/bash
# The cluster of this lab runs already; the machines of Katacoda had to be told to begin.
echo -n "Waiting for Kubernetes to start..."
until kubectl wait --for=condition=Ready nodes --all --timeout=300s > /dev/null 2>&1; do sleep 1; done
echo
echo "Kubernetes Started"
"""
_STARTS = """\
#!/bin/bash
minikube start --wait=false
"""
PLACES = {
    "launch.sh": "/usr/local/bin/launch.sh",
    "/opt/launch-kubeadm.sh": "/opt/launch-kubeadm.sh",
    "start-kubernetes.sh": "/usr/local/bin/start-kubernetes.sh",
}


def programs(text: str, there: Collection[str], cluster: str, folder: Path) -> list[dict[str, Any]]:
    """Entries of `files:` for what a scenario's text calls and nobody brings; their files are written into a folder."""
    found = []
    for name, path in PLACES.items():
        called = re.search(rf"(?<![\w./-]){re.escape(name)}(?![\w/])", text)
        if not called or any(one.rpartition("/")[2] == path.rpartition("/")[2] for one in there):
            continue
        kept = folder / "platform" / path.rpartition("/")[2]
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(_STARTS if cluster == "absent" else _WAITS, encoding="utf-8")
        found.append({"from": f"platform/{kept.name}", "to": path, "mode": "755"})
    return found
