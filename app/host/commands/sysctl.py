"""sysctl: the kernel's settings, as files under /proc/sys and what /etc/sysctl.d sets. Follows procps' sysctl(8)."""

from __future__ import annotations

import posixpath

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

ROOT = "/proc/sys"
USAGE = Usage(
    "sysctl [options] [variable[=value] ...]",
    "",
    (
        Option("w", "write", "", "enable writing a value to variable"),
        Option("p", "load", "", "read values from file"),
        Option("", "system", "", "read values from all system directories"),
        Option("a", "all", "", "display all variables"),
        Option("n", "values", "", "print only values of the given variables"),
        Option("q", "quiet", "", "do not echo variable set"),
        Option("e", "ignore", "", "ignore unknown variables errors"),
    ),
)
DEFAULTS = {
    "fs.file-max": "9223372036854775807", "fs.inotify.max_user_instances": "128",
    "fs.inotify.max_user_watches": "29440", "kernel.hostname": "", "kernel.panic": "10", "kernel.panic_on_oops": "1",
    "kernel.pid_max": "4194304", "net.bridge.bridge-nf-call-ip6tables": "1", "net.bridge.bridge-nf-call-iptables": "1",
    "net.core.somaxconn": "4096", "net.ipv4.conf.all.forwarding": "1", "net.ipv4.conf.all.rp_filter": "2",
    "net.ipv4.ip_forward": "1", "net.ipv4.ip_local_port_range": "32768\t60999", "net.ipv4.tcp_keepalive_time": "7200",
    "net.ipv6.conf.all.disable_ipv6": "0", "net.ipv6.conf.all.forwarding": "0",
    "net.netfilter.nf_conntrack_max": "131072", "vm.max_map_count": "1048576", "vm.overcommit_memory": "1",
    "vm.panic_on_oom": "0", "vm.swappiness": "60",
}  # fmt: skip
FOLDERS = ("/usr/lib/sysctl.d", "/run/sysctl.d", "/etc/sysctl.d")


async def main(run: Invocation) -> int:
    """Show or set."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if "system" in options:
        return await _load(run, options, _files(run), named=True)
    if "load" in options:
        return await _load(run, options, options.operands or ["/etc/sysctl.conf"], named=False)
    status = 0
    for word in [*DEFAULTS] if "all" in options else options.operands:
        name, equals, value = word.partition("=")
        status = (await _set(run, options, name, value) if equals else await _show(run, options, name)) or status
    return status


def _name(text: str) -> str:
    return text.strip().replace("/", ".") if "/" in text else text.strip()


def _path(name: str) -> str:
    return posixpath.join(ROOT, name.replace(".", "/"))


def value_of(run: Invocation, name: str) -> str | None:
    """A setting's value; None when there is no such one."""
    if run.files.kind_of(_path(name)) == "file":
        return run.files.read_file(_path(name)).decode("utf-8", "replace").strip()
    return run.host.spec.name if name == "kernel.hostname" else DEFAULTS.get(name)


async def _show(run: Invocation, options: Options, text: str) -> int:
    name = _name(text)
    value = value_of(run, name)
    if value is None:
        return await _unknown(run, options, name)
    await run.stdout.write(f"{value}\n" if "values" in options else f"{name} = {value}\n")
    return 0


async def _unknown(run: Invocation, options: Options, name: str) -> int:
    if "ignore" in options:
        return 0
    await run.stderr.write(f"sysctl: cannot stat {_path(name)}: No such file or directory\n")
    return 1


async def _set(run: Invocation, options: Options, text: str, value: str) -> int:
    name = _name(text)
    if value_of(run, name) is None:
        return await _unknown(run, options, name)
    run.files.make_directory(posixpath.dirname(_path(name)))
    run.files.write_file(_path(name), f"{value.strip()}\n".encode())
    if "quiet" not in options:
        await run.stdout.write(f"{name} = {value.strip()}\n")
    return 0


def _files(run: Invocation) -> list[str]:
    found: dict[str, str] = {}
    for folder in FOLDERS:
        if run.files.kind_of(folder) == "directory":
            names = (name for name in run.files.list_directory(folder) if name.endswith(".conf"))
            found |= {name: posixpath.join(folder, name) for name in names}
    return [
        *(found[name] for name in sorted(found)),
        *(["/etc/sysctl.conf"] if run.kind_of("/etc/sysctl.conf") else []),
    ]


async def _load(run: Invocation, options: Options, paths: list[str], *, named: bool) -> int:
    if named:
        await run.stdout.write("".join(f"* Applying {path} ...\n" for path in paths))
    status = 0
    for path in paths:
        if run.kind_of(path) != "file":
            await run.stderr.write(f'sysctl: cannot open "{path}": No such file or directory\n')
            return 1
        for line in run.read_file(path).decode("utf-8", "replace").splitlines():
            name, equals, value = line.partition("=")
            if equals and name.strip()[:1] not in ("#", ";"):
                status = await _set(run, options, name.strip().removeprefix("-"), value) or status
    return status
