"""The checks of the Pod Security Standards.

Follows kubernetes pod-security-admission/policy/check_*.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Object = dict[str, Any]


@dataclass(frozen=True)
class Violation:
    """What is wrong (`reason`), and where (`detail`)."""

    reason: str
    detail: str = ""


Check = Callable[[Object], "Violation | None"]


LATEST = 36


def minor(version: str) -> int:
    """The minor version that `latest` or `v1.24` stands for."""
    return LATEST if version == "latest" else min(int(version.removeprefix("v1.")), LATEST)


def violations(pod: Object, level: str, version: str = "latest") -> list[Violation]:
    """Everything in a pod (or pod template) that a level forbids in a version, in the order of the checks."""
    checks: dict[str, tuple[Check, ...]] = {"privileged": (), "baseline": BASELINE, "restricted": RESTRICTED}
    since = minor(version)
    windows = since >= 25 and (pod["spec"].get("os") or {}).get("name") == "windows"
    found = []
    for check in checks[level]:
        if since < _SINCE.get(check, 0) or (windows and check in _LINUX_ONLY):
            continue
        violation = _sysctls(pod, since) if check is _sysctls else check(pod)
        if violation is not None:
            found.append(violation)
    return found


def _containers(pod: Object) -> list[Object]:
    spec = pod["spec"]
    names = ("initContainers", "containers", "ephemeralContainers")
    return [item for name in names for item in spec.get(name) or ()]


def _context(item: Object) -> Object:
    return item.get("securityContext") or {}


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _plural(word: str, names: list[Any]) -> str:
    return word if len(names) == 1 else word + "s"


def _who(names: list[str]) -> str:
    """`container "a"` or `containers "a", "b"`."""
    return f"{_plural('container', names)} {_quoted(names)}"


def _names(pod: Object, wrong: Callable[[Object], bool]) -> list[str]:
    return [item["name"] for item in _containers(pod) if wrong(item)]


def _privileged(pod: Object) -> Violation | None:
    names = _names(pod, lambda item: bool(_context(item).get("privileged")))
    return Violation("privileged", f"{_who(names)} must not set securityContext.privileged=true") if names else None


def _host_namespaces(pod: Object) -> Violation | None:
    found = [f"{name}=true" for name in ("hostNetwork", "hostPID", "hostIPC") if pod["spec"].get(name)]
    return Violation("host namespaces", ", ".join(found)) if found else None


def _host_path(pod: Object) -> Violation | None:
    names = [item["name"] for item in pod["spec"].get("volumes") or () if "hostPath" in item]
    return Violation("hostPath volumes", f"{_plural('volume', names)} {_quoted(names)}") if names else None


def _host_ports(pod: Object) -> Violation | None:
    names: list[str] = []
    ports: set[int] = set()
    for item in _containers(pod):
        found = {port["hostPort"] for port in item.get("ports") or () if port.get("hostPort")}
        if found:
            names.append(item["name"])
            ports |= found
    if not names:
        return None
    verb = "uses" if len(names) == 1 else "use"
    listed = ", ".join(str(port) for port in sorted(ports, key=str))
    return Violation("hostPort", f"{_who(names)} {verb} {_plural('hostPort', list(ports))} {listed}")


def _proc_mount(pod: Object) -> Violation | None:
    names = _names(pod, lambda item: _context(item).get("procMount", "Default") not in {"Default", None})
    kinds = sorted({_context(item)["procMount"] for item in _containers(pod) if item["name"] in names})
    text = f"{_who(names)} must not set securityContext.procMount to {_quoted(kinds)}"
    return Violation("procMount", text) if names else None


_DEFAULT_CAPABILITIES = {
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
    "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
}  # fmt: skip


def _added(pod: Object, allowed: set[str]) -> tuple[list[str], list[str]]:
    names, wrong = [], set()
    for item in _containers(pod):
        found = set((_context(item).get("capabilities") or {}).get("add") or ()) - allowed
        if found:
            names.append(item["name"])
            wrong |= found
    return names, sorted(wrong)


def _capabilities_baseline(pod: Object) -> Violation | None:
    names, wrong = _added(pod, _DEFAULT_CAPABILITIES)
    text = f"{_who(names)} must not include {_quoted(wrong)} in securityContext.capabilities.add"
    return Violation("non-default capabilities", text) if names else None


def _capabilities_restricted(pod: Object) -> Violation | None:
    def keeps(item: Object) -> bool:
        return "ALL" not in ((_context(item).get("capabilities") or {}).get("drop") or ())

    texts = []
    keeping = _names(pod, keeps)
    if keeping:
        texts.append(f'{_who(keeping)} must set securityContext.capabilities.drop=["ALL"]')
    names, wrong = _added(pod, {"NET_BIND_SERVICE"})
    if names:
        texts.append(f"{_who(names)} must not include {_quoted(wrong)} in securityContext.capabilities.add")
    return Violation("unrestricted capabilities", "; ".join(texts)) if texts else None


_SELINUX_TYPES = {"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"}


def _selinux(pod: Object) -> Violation | None:
    setters, types, problems = [], set(), set()
    for who, item in [("pod", pod["spec"]), *((item["name"], item) for item in _containers(pod))]:
        options = _context(item).get("seLinuxOptions") or {}
        bad_type = options.get("type", "") not in _SELINUX_TYPES
        if bad_type:
            types.add(options["type"])
        extra = {f"{name} may not be set" for name in ("user", "role") if options.get(name)}
        problems |= extra
        if bad_type or extra:
            setters.append(who if item is not pod["spec"] else "")
    if not setters:
        return None
    containers = [name for name in setters if name]
    who = " and ".join(filter(None, ("pod" if "" in setters else "", _who(containers) if containers else "")))
    texts = ([f"{_plural('type', list(types))} {_quoted(sorted(types))}"] if types else []) + sorted(problems)[::-1]
    verb = "sets" if len(setters) == 1 else "set"
    return Violation("seLinuxOptions", f"{who} {verb} forbidden securityContext.seLinuxOptions: {'; '.join(texts)}")


def _profile(item: Object) -> str:
    return str((_context(item).get("seccompProfile") or {}).get("type", ""))


def _seccomp_setters(pod: Object, wrong: Callable[[str], bool]) -> str:
    """`pod`, `containers "a"`, `pod and containers "a"` of those that set a forbidden profile, and the profiles."""
    names = [item["name"] for item in _containers(pod) if _profile(item) and wrong(_profile(item))]
    has_pod = bool(_profile(pod["spec"])) and wrong(_profile(pod["spec"]))
    kinds = {_profile(item) for item in (*_containers(pod), pod["spec"]) if _profile(item) and wrong(_profile(item))}
    who = " and ".join(filter(None, ("pod" if has_pod else "", _who(names) if names else "")))
    return f"{who} must not set securityContext.seccompProfile.type to {_quoted(sorted(kinds))}" if who else ""


def _seccomp_baseline(pod: Object) -> Violation | None:
    text = _seccomp_setters(pod, lambda kind: kind not in {"RuntimeDefault", "Localhost"})
    return Violation("seccompProfile", text) if text else None


def _seccomp_restricted(pod: Object) -> Violation | None:
    text = _seccomp_setters(pod, lambda kind: kind not in {"RuntimeDefault", "Localhost"})
    if text:
        return Violation("seccompProfile", text)
    if _profile(pod["spec"]):
        return None
    names = _names(pod, lambda item: not _profile(item))
    wanted = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'
    return Violation("seccompProfile", f"pod or {_who(names)} {wanted}") if names else None


# Since which minor version which are safe.
_SAFE_SYSCTLS = {
    "kernel.shm_rmid_forced": 0,
    "net.ipv4.ip_local_port_range": 0,
    "net.ipv4.tcp_syncookies": 0,
    "net.ipv4.ping_group_range": 0,
    "net.ipv4.ip_unprivileged_port_start": 0,
    "net.ipv4.ip_local_reserved_ports": 27,
    "net.ipv4.tcp_keepalive_time": 29,
    "net.ipv4.tcp_fin_timeout": 29,
    "net.ipv4.tcp_keepalive_intvl": 29,
    "net.ipv4.tcp_keepalive_probes": 29,
    "net.ipv4.tcp_rmem": 32,
    "net.ipv4.tcp_wmem": 32,
}


def _sysctls(pod: Object, since: int = LATEST) -> Violation | None:
    names = [item["name"] for item in _context(pod["spec"]).get("sysctls") or ()]
    found = [name for name in names if _SAFE_SYSCTLS.get(name, LATEST + 1) > since]
    return Violation("forbidden sysctls", ", ".join(found)) if found else None


def _probe_hosts(pod: Object) -> Violation | None:
    names: set[str] = set()
    hosts: set[str] = set()
    for item in _containers(pod):
        lifecycle = item.get("lifecycle") or {}
        handlers = [item.get(key) for key in ("livenessProbe", "readinessProbe", "startupProbe")]
        for handler in [*handlers, lifecycle.get("postStart"), lifecycle.get("preStop")]:
            for kind in ("httpGet", "tcpSocket"):
                host = ((handler or {}).get(kind) or {}).get("host")
                if host:
                    names.add(item["name"])
                    hosts.add(host)
    if not names:
        return None
    verb = "uses" if len(names) == 1 else "use"
    noun = _plural("probe or lifecycle host", list(hosts))
    text = f"{_who(sorted(names))} {verb} {noun} {_quoted(sorted(hosts))}"
    return Violation("probe or lifecycle host", text)


def _host_process(pod: Object) -> Violation | None:
    def wrong(item: Object) -> bool:
        return bool((_context(item).get("windowsOptions") or {}).get("hostProcess"))

    names, texts = _names(pod, wrong), []
    if wrong(pod["spec"]):
        texts.append("pod")
    if names:
        texts.append(_who(names))
    text = f"{' and '.join(texts)} must not set securityContext.windowsOptions.hostProcess=true"
    return Violation("hostProcess", text) if texts else None


def _app_armor(pod: Object) -> Violation | None:
    def kind(item: Object) -> str:
        return str((_context(item).get("appArmorProfile") or {}).get("type", ""))

    names = [item["name"] for item in _containers(pod) if kind(item) == "Unconfined"]
    who = " and ".join(filter(None, ("pod" if kind(pod["spec"]) == "Unconfined" else "", _who(names) if names else "")))
    if not who:
        return None
    return Violation("forbidden AppArmor profile", f'{who} must not set AppArmor profile type to "Unconfined"')


def _escalation(pod: Object) -> Violation | None:
    names = _names(pod, lambda item: _context(item).get("allowPrivilegeEscalation") is not False)
    text = f"{_who(names)} must set securityContext.allowPrivilegeEscalation=false"
    return Violation("allowPrivilegeEscalation != false", text) if names else None


_ALLOWED_VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim",
                    "projected", "secret"}  # fmt: skip


def _volumes(pod: Object) -> Violation | None:
    names, kinds = [], set()
    for volume in pod["spec"].get("volumes") or ():
        found = set(volume) - _ALLOWED_VOLUMES - {"name"}
        if found:
            names.append(volume["name"])
            kinds |= found
    if not names:
        return None
    verb, word = ("uses", "type") if len(names) == 1 else ("use", "types" if len(kinds) > 1 else "type")
    text = f"{_plural('volume', names)} {_quoted(names)} {verb} restricted volume {word} {_quoted(sorted(kinds))}"
    return Violation("restricted volume types", text)


def _non_root(pod: Object) -> Violation | None:
    pod_value = _context(pod["spec"]).get("runAsNonRoot")
    explicit = _names(pod, lambda item: _context(item).get("runAsNonRoot") is False)
    implicit = _names(pod, lambda item: _context(item).get("runAsNonRoot") is None)
    texts = []
    if explicit:
        texts.append(f"{_who(explicit)} must not set securityContext.runAsNonRoot=false")
    if pod_value is False and implicit:
        texts.insert(0, "pod must not set securityContext.runAsNonRoot=false")
    if texts:
        return Violation("runAsNonRoot != true", "; ".join(texts))
    if pod_value is None and implicit:
        return Violation("runAsNonRoot != true", f"pod or {_who(implicit)} must set securityContext.runAsNonRoot=true")
    return None


def _user(pod: Object) -> Violation | None:
    names = _names(pod, lambda item: _context(item).get("runAsUser") == 0)
    parts = (["pod"] if _context(pod["spec"]).get("runAsUser") == 0 else []) + ([_who(names)] if names else [])
    return Violation("runAsUser=0", f"{' and '.join(parts)} must not set runAsUser=0") if parts else None


# In the order of the checks' ids.
_COMMON: tuple[Check, ...] = (_app_armor,)
BASELINE: tuple[Check, ...] = (
    *_COMMON,
    _capabilities_baseline,
    _host_namespaces,
    _host_path,
    _host_ports,
    _probe_hosts,
    _privileged,
    _proc_mount,
    _selinux,
    _seccomp_baseline,
    _sysctls,
    _host_process,
)
RESTRICTED: tuple[Check, ...] = (
    *_COMMON,
    _host_namespaces,
    _host_ports,
    _probe_hosts,
    _privileged,
    _proc_mount,
    _selinux,
    _sysctls,
    _host_process,
    _escalation,
    _capabilities_restricted,
    _volumes,
    _non_root,
    _user,
    _seccomp_restricted,
)
# The minor versions that brought checks, where a namespace may ask for less.
_SINCE: dict[Check, int] = {
    _seccomp_baseline: 19,
    _seccomp_restricted: 19,
    _capabilities_restricted: 22,
    _user: 23,
    _probe_hosts: 34,
}
_LINUX_ONLY = frozenset({_escalation, _capabilities_restricted, _seccomp_restricted})
