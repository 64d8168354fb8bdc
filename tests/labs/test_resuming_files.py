"""What is on disks is there again when a lab is woken."""

from __future__ import annotations

import asyncio

from app.labs.headless import BEGINS, Headless, open_world
from app.labs.lab import Lab
from app.labs.specs import free_spec
from tests.labs.worlds import typed

POD = """
apiVersion: v1
kind: ConfigMap
metadata: {name: app}
data: {colour: blue}
---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  securityContext: {runAsUser: 1000, fsGroup: 2000}
  volumes:
  - {name: config, configMap: {name: app}}
  - {name: data, emptyDir: {}}
  - {name: node, hostPath: {path: /srv/data}}
  containers:
  - name: c
    image: busybox
    command: [sleep, 1d]
    volumeMounts:
    - {name: config, mountPath: /config}
    - {name: data, mountPath: /data}
    - {name: node, mountPath: /node}
  nodeName: controlplane
"""
BEFORE = (
    "mkdir -p /srv/data; chmod 777 /srv/data", "kubectl apply -f /root/pod.yaml", "@ 20",
    "kubectl exec p -- sh -c 'echo mine > /data/file; echo theirs > /node/file; chmod 600 /data/file'",
    "mv /etc/kubernetes/manifests/kube-scheduler.yaml /root", "@ 5",
)  # fmt: skip
AFTER = (
    "kubectl exec p -- sh -c 'cat /config/colour /data/file; ls -ln /data'",
    "cat /srv/data/file", "kubectl run late --image=nginx", "@ 20",
    "kubectl get pod late -o jsonpath='{.status.phase}'",
    "mv /root/kube-scheduler.yaml /etc/kubernetes/manifests", "@ 20",
    "kubectl get pod late -o jsonpath='{.status.phase}'",
)  # fmt: skip


async def typed_again(world: Headless, line: str) -> str:
    """In a fresh terminal: the first one shows what was before."""
    if line.startswith("@ "):
        await world.advance(float(line[2:]))
        return ""
    await world.type(2, line)
    return world.screen(2, line)


def test_volumes_owners_and_static_pods_are_as_they_were() -> None:
    async def sessions() -> list[str]:
        async with open_world(free_spec("1.36", "lesson", None, seed=1, now=BEGINS)) as world:
            await world.terminal(1)
            world.lab.host.write_file("/root/pod.yaml", POD)
            for line in BEFORE:
                await typed(world, line)
            kept = world.lab.snapshot()
        lab = await Lab.restore(kept)
        try:
            woken = Headless(lab)
            return [await typed_again(woken, line) for line in AFTER]
        finally:
            await lab.close()

    found = asyncio.run(sessions())
    assert found[0] == ("bluemine\ntotal 4\n-rw-------    1 1000     2000             5 Nov 23 00:00 file\n")
    assert found[1] == "theirs\n"
    assert (found[4], found[7]) == ("Pending", "Running")
