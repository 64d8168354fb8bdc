"""What the two kubectls say of themselves. Facts of the releases they stand for."""

from __future__ import annotations

CLIENTS = {
    "1.37": {
        "major": "1", "minor": "37", "gitVersion": "v1.37.1", "gitCommit": "f78e722310e50bcaca9276be22276d9e91d91308",
        "gitTreeState": "clean", "buildDate": "2026-09-23T17:10:04Z", "goVersion": "go1.26.8", "compiler": "gc",
        "platform": "linux/amd64",
    },
    "1.8": {
        "major": "1", "minor": "8", "gitVersion": "v1.8.0", "gitCommit": "6e937839ac04a38cac63e6a7a306c5d035fe7b0a",
        "gitTreeState": "clean", "buildDate": "2017-09-28T22:57:57Z", "goVersion": "go1.8.3", "compiler": "gc",
        "platform": "linux/amd64",
    },
}  # fmt: skip
KUSTOMIZE = "v5.8.1"
USER_AGENT = {
    release: f"kubectl/{info['gitVersion']} (linux/amd64) kubernetes/{info['gitCommit'][:7]}"
    for release, info in CLIENTS.items()
}
