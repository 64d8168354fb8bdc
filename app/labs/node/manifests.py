"""The folder of a node's static pods, which its kubelet watches.

Follows kubernetes pkg/kubelet/config/file_linux.go: changed files are read at once, hidden ones never.
"""

from __future__ import annotations

import posixpath
import re

from app.cluster.cluster import Cluster
from app.cluster.node.static_pods import FOLDER
from app.host.host import Host

CONFIG = "/var/lib/kubelet/config.yaml"
PATH = re.compile(rb"^staticPodPath:[ \t]*[\"']?([^\"'\s#]+)", re.M)
NOTICE = 1.0  # seconds until a kubelet has noticed


class Manifests:
    """One node's. `look` is to be called when files may have changed."""

    def __init__(self, cluster: Cluster, host: Host, node: str) -> None:
        self._cluster, self._host, self._node = cluster, host, node
        self._folder = FOLDER
        self._told = self._read()
        self._seen = self._signature()
        self._planned = False

    def look(self) -> None:
        """See whether anything is different; the kubelet hears of it a moment later."""
        if not self._planned and self._signature() != self._seen:
            self._planned = True
            self._cluster.clock.call_later(NOTICE, self._tell)

    def started(self) -> None:
        """The kubelet was started: it reads its configuration, and everything in the folder."""
        found = PATH.search(self._file(CONFIG) or b"")
        self._folder = found[1].decode() if found is not None else FOLDER
        self._seen = ()
        self.look()

    def leave(self) -> None:
        """Nothing of the folder runs any more, whatever lies there."""
        self._cluster.manifests(self._node, self._told, adopt=True)
        self._cluster.manifests(self._node, {})
        self._told = {}

    def _tell(self) -> None:
        self._planned = False
        self._seen = self._signature()
        files = self._read()
        if files != self._told:
            self._cluster.manifests(self._node, self._told, adopt=True)
            if self._cluster.kubelet(self._node) is not None:
                self._told = files
                self._cluster.manifests(self._node, files)

    def _signature(self) -> tuple[object, ...]:
        try:
            entries = self._host.files.mounts.read_dir(self._folder)
        except RuntimeError:
            return ()
        return tuple(sorted((one["name"], one["metadata"]["modified"], one["metadata"]["size"]) for one in entries))

    def _read(self) -> dict[str, bytes]:
        files = self._host.files
        if files.kind_of(self._folder) != "directory":
            return {}
        paths = [posixpath.join(self._folder, name) for name in files.list_directory(self._folder) if name[0] != "."]
        return {path: data for path in paths if (data := self._file(path)) is not None}

    def _file(self, path: str) -> bytes | None:
        try:
            return self._host.files.read_file(path)
        except OSError:
            return None
