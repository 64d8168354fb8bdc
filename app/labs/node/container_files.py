"""What containerd and the network plugins have on a node's disk.

Follows the package kubernetes-cni (containernetworking/plugins), and containerd's configuration of version 3 with the
settings that Kubernetes' instructions for container runtimes ask for.
"""

from __future__ import annotations

import json

_PLUGINS = """
    bandwidth bridge dhcp dummy firewall host-device host-local ipvlan loopback macvlan portmap ptp sbr static tap
    tuning vlan vrf
"""
PLUGINS = {f"/opt/cni/bin/{name}": f"#!/bin/sh\necho CNI {name} plugin v1.8.0\n" for name in _PLUGINS.split()}
CONTAINERD = """version = 3
root = '/var/lib/containerd'
state = '/run/containerd'

[grpc]
  address = '/run/containerd/containerd.sock'

[plugins]
  [plugins.'io.containerd.cri.v1.images']
    snapshotter = 'overlayfs'

    [plugins.'io.containerd.cri.v1.images'.pinned_images]
      sandbox = 'registry.k8s.io/pause:3.10.1'

  [plugins.'io.containerd.cri.v1.runtime']
    [plugins.'io.containerd.cri.v1.runtime'.cni]
      bin_dirs = ['/opt/cni/bin']
      conf_dir = '/etc/cni/net.d'

    [plugins.'io.containerd.cri.v1.runtime'.containerd]
      default_runtime_name = 'runc'

      [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
        runtime_type = 'io.containerd.runc.v2'

        [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
          SystemdCgroup = true
"""


def configuration(cidr: str) -> dict[str, str]:
    """Texts by path; `cidr` is the node's range of pods' addresses."""
    bridge = {
        "type": "bridge", "bridge": "cni0", "isGateway": True, "ipMasq": True, "promiscMode": True,
        "ipam": {"type": "host-local", "ranges": [[{"subnet": cidr}]], "routes": [{"dst": "0.0.0.0/0"}]},
    }  # fmt: skip
    network = {"cniVersion": "1.0.0", "name": "bridge",
               "plugins": [bridge, {"type": "portmap", "capabilities": {"portMappings": True}}]}  # fmt: skip
    return {
        "/etc/cni/net.d/10-bridge.conflist": json.dumps(network, indent=2) + "\n",
        "/etc/containerd/config.toml": CONTAINERD,
    }
