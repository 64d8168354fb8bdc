"""The services of a machine: what systemd knows of them, and whether they run."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.host.host import Host
    from app.host.processes import Process

STATE = "/run/systemd/state"
UNITS = "/usr/lib/systemd/system"
WANTS = "/etc/systemd/system/multi-user.target.wants"
UP = 4  # seconds from the kernel's start to the services'


@dataclass(frozen=True)
class Service:
    """A unit: what it is for, its program, and the text of its file (the kubelet's lies on the disk)."""

    description: str
    command: str
    docs: tuple[str, ...] = ()
    memory: int = 48  # MiB
    text: str = ""


_CONTAINERD = """[Unit]
Description=containerd container runtime
Documentation=https://containerd.io
After=network.target dbus.service

[Service]
ExecStartPre=-/sbin/modprobe overlay
ExecStart=/usr/bin/containerd

Type=notify
Delegate=yes
KillMode=process
Restart=always
RestartSec=5
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
OOMScoreAdjust=-999

[Install]
WantedBy=multi-user.target
"""
_SSH = """[Unit]
Description=OpenBSD Secure Shell server
Documentation=man:sshd(8) man:sshd_config(5)
After=network.target nss-user-lookup.target auditd.service
ConditionPathExists=!/etc/ssh/sshd_not_to_be_run

[Service]
EnvironmentFile=-/etc/default/ssh
ExecStartPre=/usr/sbin/sshd -t
ExecStart=/usr/sbin/sshd -D $SSHD_OPTS
ExecReload=/usr/sbin/sshd -t
ExecReload=/bin/kill -HUP $MAINPID
KillMode=process
Restart=on-failure
RestartPreventExitStatus=255
Type=notify
RuntimeDirectory=sshd
RuntimeDirectoryMode=0755

[Install]
WantedBy=multi-user.target
Alias=sshd.service
"""
_CRON = """[Unit]
Description=Regular background program processing daemon
Documentation=man:cron(8)
After=remote-fs.target nss-user-lookup.target

[Service]
EnvironmentFile=-/etc/default/cron
ExecStart=/usr/sbin/cron -f -P $EXTRA_OPTS
IgnoreSIGPIPE=false
KillMode=process
Restart=on-failure

[Install]
WantedBy=multi-user.target
"""
KUBELET_ARGUMENTS = "$KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS"
SERVICES = {
    "containerd": Service("containerd container runtime", "/usr/bin/containerd", ("https://containerd.io",),
                          text=_CONTAINERD),
    "cron": Service("Regular background program processing daemon", "/usr/sbin/cron -f -P", ("man:cron(8)",), 1,
                    _CRON),
    "kubelet": Service("kubelet: The Kubernetes Node Agent", "/usr/bin/kubelet --bootstrap-kubeconfig="
                       "/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf "
                       "--config=/var/lib/kubelet/config.yaml", ("https://kubernetes.io/docs/",)),
    "ssh": Service("OpenBSD Secure Shell server", "/usr/sbin/sshd -D", ("man:sshd(8)", "man:sshd_config(5)"), 3, _SSH),
    "systemd-journald": Service("Journal Service", "/usr/lib/systemd/systemd-journald",
                                ("man:systemd-journald.service(8)", "man:journald.conf(5)"), 12,
                                "[Unit]\nDescription=Journal Service\n"),
}  # fmt: skip
ALIASES = {"sshd": "ssh"}


def named(name: str) -> str:
    """A unit's own name."""
    short = name.removesuffix(".service")
    return ALIASES.get(short, short)


def active(host: Host, name: str) -> bool:
    """Whether a service runs, or is at least meant to."""
    path = f"{STATE}/{name}"
    return not host.files.exists(path) or host.files.read_file(path) != b"inactive"


def enabled(host: Host, name: str) -> bool:
    """Whether it is started with the machine."""
    return not host.files.exists(f"{STATE}/{name}.disabled")


def enable(host: Host, name: str, *, on: bool) -> None:
    """Have it started with the machine, or not."""
    path = f"{STATE}/{name}.disabled"
    host.files.make_directory(STATE)
    if not on:
        host.files.write_file(path, b"")
    elif host.files.exists(path):
        host.files.remove(path)


def act(host: Host, name: str, verb: str) -> None:
    """Start, stop or restart a service: remember it, have its process come or go, and tell who follows."""
    host.files.make_directory(STATE)
    host.files.write_file(f"{STATE}/{name}", b"inactive" if verb == "stop" else b"active")
    own = process(host, name)
    if own is not None and verb in ("stop", "restart"):
        host.processes.end(own)
    host.service_changed(name, verb)
    if verb != "stop" and name not in host.failures:
        began(host, name)


def began(host: Host, name: str) -> None:
    """A service's process is there."""
    if process(host, name) is None:
        service = SERVICES[name]
        host.processes.start(service.command.split(), parent=1, memory=service.memory << 20)


def process(host: Host, name: str) -> Process | None:
    """A service's main process."""
    program = SERVICES[name].command.split()[0]
    return next((one for one in host.processes.own() if one.parent == 1 and one.argv[:1] == (program,)), None)


def since(host: Host, name: str) -> float:
    """When it came into the state that it is in."""
    word = "Started" if active(host, name) else "Stopped"
    found = [at for at, what, unit in host.service_log if unit == name and what == word]
    return found[-1] if found else host.booted + UP


def started(host: Host, name: str) -> float:
    """When it was started last."""
    found = [at for at, what, unit in host.service_log if unit == name and what == "Started"]
    return found[-1] if found else host.booted + UP


def drop_ins(host: Host, name: str) -> list[str]:
    """The further files of a unit, by path."""
    found = []
    for base in (UNITS, "/etc/systemd/system"):
        folder = f"{base}/{name}.service.d"
        if host.files.kind_of(folder) == "directory":
            found += [posixpath.join(folder, one) for one in host.files.list_directory(folder) if one[-5:] == ".conf"]
    return found


def unit_path(host: Host, name: str) -> str:
    """A unit's file: the administrator's own goes first."""
    own = f"/etc/systemd/system/{name}.service"
    return own if host.files.exists(own) else f"{UNITS}/{name}.service"
