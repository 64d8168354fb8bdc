"""A scenario of our own writing, with everything that one can have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def scenario(folder: Path, files: dict[str, str], **index: Any) -> Path:
    """A scenario's folder: its files, and index.json."""
    for name, text in {**files, "index.json": json.dumps(index)}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


FILES = {
    "intro.md": "# Welcome\n\nhello\n![logo](./assets/logo.png) ![gone](gone.png)\n",
    "bg.sh": "sleep 5\nkubectl create ns shop\ntouch /tmp/ready\n",
    "fg.sh": "while [ ! -f /tmp/ready ]; do sleep 1; done; echo ready\n",
    "step1.md": "Run `kubectl -n shop run web --image=nginx`{{exec}}.\n\n`kubectl get po -A -w`{{execute T2}}\n",
    "v1.sh": "#!/bin/bash\nset -e\nkubectl -n shop get pod web\ntest -x /usr/local/bin/tool\ntest -f /root/m/a.yaml\n",
    "step2.md": "Apply it.\n",
    "v2.sh": "kubectl get cm settings && echo done\n",
    "step3.md": "Save as `/root/k/cm.yaml`:\n\n```yaml\napiVersion: v1\nkind: ConfigMap\n"
    "metadata: {name: settings}\n```\n",
    "finish.md": "Bye\n",
    "assets/logo.png": "png",
    "assets/a.yaml": "a: 1\n",
    "assets/tool.sh": "echo tool\n",
    "assets/sub/tool": "echo tool\n",
    "LICENSE": "free\n",
}
INDEX: dict[str, Any] = {
    "title": "A shop",
    "description": "Open <b>it</b>",
    "difficulty": "Hard",
    "time": "10-20 minutes",
    "details": {
        "intro": {"text": "intro.md", "courseData": "bg.sh", "code": "fg.sh"},
        "steps": [
            {"title": "Pod", "text": "step1.md", "verify": "v1.sh"},
            {"title": "Map", "text": "step2.md", "verify": "v2.sh"},
            {"title": "Solution", "text": "step3.md"},
        ],
        "finish": {"text": "finish.md"},
        "assets": {"host01": [{"file": "*.yaml", "target": "~/m"},
                              {"file": "sub/tool", "target": "/usr/local/bin", "chmod": "+x"}]},
    },
    "environment": {"uilayout": "terminal-terminal", "showdashboard": True},
    "backend": {"imageid": "kubernetes-kubeadm-2nodes"},
}  # fmt: skip
