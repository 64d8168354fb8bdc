"""systemctl and service: the machine's services; the kubelet and containerd run."""

from __future__ import annotations

from datetime import UTC, datetime

from app.host.invocation import Invocation
from app.host.spec import Failure

NAMES = ("systemctl", "service")
SERVICES = {
    "kubelet": "kubelet: The Kubernetes Node Agent",
    "containerd": "containerd container runtime",
    "cron": "Regular background program processing daemon",
    "systemd-journald": "Journal Service",
}
HEAD = "  UNIT                       LOAD   ACTIVE   SUB     DESCRIPTION\n"
STATE = "/run/systemd/state"
USAGE = "Usage: systemctl [OPTIONS...] COMMAND ...\n\nQuery or send control commands to the system manager.\n"
VERBS = (
    "status", "is-active", "is-enabled", "start", "stop", "restart", "reload", "enable", "disable", "daemon-reload",
    "list-units", "cat", "show",
)  # fmt: skip
KNOWN = {"--no-pager", "-l", "--full", "--now", "-q", "--quiet", "--type=service", "--all", "-a", "--no-legend"}


async def main(run: Invocation) -> int:
    """Answer about services; start and stop are remembered."""
    words = [argument for argument in run.args if not argument.startswith("-")]
    if run.name == "service" and len(words) == 2:
        words.reverse()
    options = {argument for argument in run.args if argument.startswith("-")}
    if "--help" in options or "-h" in options:
        await run.stdout.write(USAGE)
        return 0
    unknown = options - KNOWN
    if unknown:
        return await run.fail(f"unrecognized option '{sorted(unknown)[0]}'")
    verb = words[0] if words else "list-units"
    if verb not in VERBS:
        return await run.fail(f"Unknown command verb '{verb}'.".replace("systemctl: ", ""))
    if verb == "daemon-reload":
        return 0
    if verb == "list-units":
        return await _list(run)
    if len(words) < 2:
        await run.stderr.write("Too few arguments.\n")
        return 1
    status = 0
    for name in words[1:]:
        status = (
            await _unit(run, verb, name.removesuffix(".service"), "-q" in options or "--quiet" in options) or status
        )
    return status


def active(run: Invocation, name: str) -> bool:
    """Whether a service runs."""
    path = f"{STATE}/{name}"
    return not run.files.exists(path) or run.files.read_file(path) != b"inactive"


async def _unit(run: Invocation, verb: str, name: str, quiet: bool) -> int:
    if name not in SERVICES:
        if verb in ("is-active", "is-enabled"):
            await run.stdout.write("inactive\n" if verb == "is-active" else "")
            if verb == "is-enabled":
                await run.stderr.write(f"Failed to get unit file state for {name}.service: No such file or directory\n")
            return 4
        if verb == "status":
            await run.stderr.write(f"Unit {name}.service could not be found.\n")
            return 4
        await run.stderr.write(f"Failed to {verb} {name}.service: Unit {name}.service not found.\n")
        return 5
    if verb == "is-active":
        state = "activating" if name in run.host.failures else "active" if active(run, name) else "inactive"
        await run.stdout.write("" if quiet else f"{state}\n")
        return 0 if state == "active" else 3
    if verb == "is-enabled":
        await run.stdout.write("enabled\n")
        return 0
    if verb in ("start", "restart", "reload", "stop"):
        run.files.make_directory(STATE)
        run.files.write_file(f"{STATE}/{name}", b"inactive" if verb == "stop" else b"active")
        run.host.service_changed(name, verb)
        return 0
    if verb == "status":
        await run.stdout.write(_status(run, name))
        return 0 if active(run, name) and name not in run.host.failures else 3
    if verb == "cat" and await _cat(run, f"/usr/lib/systemd/system/{name}.service"):
        return 0
    if verb in ("cat", "show"):
        await run.stdout.write(f"# /usr/lib/systemd/system/{name}.service\n[Unit]\nDescription={SERVICES[name]}\n")
    return 0


async def _cat(run: Invocation, unit: str) -> bool:
    """Show a unit's file and its drop-ins; False when there is none."""
    files = run.files
    if not files.exists(unit):
        return False
    folder = f"{unit}.d"
    more = [f"{folder}/{one}" for one in files.list_directory(folder)] if files.exists(folder) else []
    shown = (f"# {path}\n{files.read_file(path).decode()}" for path in (unit, *more))
    await run.stdout.write("\n".join(shown))
    return True


def _failing(run: Invocation, name: str, failure: Failure) -> str:
    """The status of a service that is started again and again."""
    since, ago = datetime.fromtimestamp(failure.since, UTC), int(run.now() - failure.since)
    return (
        f"● {name}.service - {SERVICES[name]}\n"
        f"     Loaded: loaded (/usr/lib/systemd/system/{name}.service; enabled; preset: enabled)\n"
        f"    Drop-In: /usr/lib/systemd/system/{name}.service.d\n             └─10-kubeadm.conf\n"
        f"     Active: activating (auto-restart) (Result: exit-code) since {since:%a %Y-%m-%d %H:%M:%S} UTC; "
        f"{ago}s ago\n"
        f"       Docs: https://kubernetes.io/docs/\n"
        f"    Process: 5000 ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS "
        f"$KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS (code=exited, status={failure.status})\n"
        f"   Main PID: 5000 (code=exited, status={failure.status})\n"
    )


def _status(run: Invocation, name: str) -> str:
    if (failure := run.host.failures.get(name)) is not None:
        return _failing(run, name, failure)
    since = datetime.fromtimestamp(run.host.booted + 4, UTC)
    minutes = int(run.now() - run.host.booted - 4) // 60
    running = active(run, name)
    pid = next((process.pid for process in run.host.processes.all() if process.name == name[:15]), 1)
    state = (
        f"active (running) since {since:%a %Y-%m-%d %H:%M:%S} UTC; {minutes}min ago" if running else "inactive (dead)"
    )
    text = (
        f"{'●' if running else '○'} {name}.service - {SERVICES[name]}\n"
        f"     Loaded: loaded (/usr/lib/systemd/system/{name}.service; enabled; preset: enabled)\n"
        f"     Active: {state}\n"
    )
    return text + (f"   Main PID: {pid} ({name})\n      Tasks: 11 (limit: 4566)\n" if running else "")


async def _list(run: Invocation) -> int:
    rows = "".join(
        f"  {name + '.service':<26} loaded {'active' if active(run, name) else 'inactive':<8} "
        f"{'running' if active(run, name) else 'dead':<7} {text}\n"
        for name, text in sorted(SERVICES.items())
    )
    await run.stdout.write(f"{HEAD}{rows}\n{len(SERVICES)} loaded units listed.\n")
    return 0
