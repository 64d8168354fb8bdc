"""systemctl and service: the machine's services. Follows systemd's src/systemctl, 255."""

from __future__ import annotations

from datetime import UTC, datetime

from app.host import masking, services
from app.host.invocation import Invocation
from app.host.journal import entries
from app.host.power import switch_of
from app.host.services import SERVICES, WANTS
from app.host.spec import Failure

NAMES = ("systemctl", "service")
USAGE = "Usage: systemctl [OPTIONS...] COMMAND ...\n\nQuery or send control commands to the system manager.\n"
VERSION = (
    "systemd 255 (255.4-1ubuntu8.11)\n"
    "+PAM +AUDIT +SELINUX +APPARMOR +IMA +SMACK +SECCOMP +GCRYPT -GNUTLS +OPENSSL +ACL "
    "+BLKID +CURL +ELFUTILS +FIDO2 +IDN2 -IDN +IPTC +KMOD +LIBCRYPTSETUP +LIBFDISK +PCRE2 -PWQUALITY +P11KIT "
    "+QRENCODE +TPM2 +BZIP2 +LZ4 +XZ +ZLIB +ZSTD -BPF_FRAMEWORK -XKBCOMMON +UTMP +SYSVINIT "
    "default-hierarchy=unified\n"
)
VERBS = (
    "status", "is-active", "is-enabled", "is-failed", "start", "stop", "restart", "try-restart", "reload",
    "reload-or-restart", "enable", "disable", "daemon-reload", "daemon-reexec", "list-units", "list-unit-files", "cat",
    "show", "reset-failed", "mask", "unmask", "reenable",
)  # fmt: skip
WHOLE = ("get-default", "list-timers", "is-system-running", "reboot", "poweroff", "halt", "suspend")
_OTHERS = """
    add-requires add-wants bind cancel clean condrestart default edit emergency exit freeze hibernate isolate kexec kill
    link list-automounts list-dependencies list-jobs list-paths list-sockets log-level log-target preset rescue revert
    set-default set-environment set-property show-environment switch-root thaw
"""
OTHERS = frozenset(_OTHERS.split())  # systemd has these, too
KNOWN = {
    "--no-pager", "-l", "--full", "--now", "-q", "--quiet", "--type=service", "--all", "-a", "--no-legend", "--failed",
    "--state=running", "--state=failed", "--plain", "-t", "--value",
}  # fmt: skip
ENDED = "code=exited, status=0/SUCCESS"
ALL_FILES = "To show all installed unit files use 'systemctl list-unit-files'."
SHOWN = 10  # lines of the journal


async def main(run: Invocation) -> int:
    """Find the verb."""
    given = _joined(run.args)
    words = [argument for argument in given if not argument.startswith("-")]
    options = {argument for argument in given if argument.startswith("-")}
    if "-t" in options and "service" in words:
        words.remove("service")
    if run.name == "service" and len(words) == 2:
        words.reverse()
    if options & {"--help", "-h", "--version"}:
        await run.stdout.write(VERSION if "--version" in options else USAGE)
        return 0
    properties = [one for one in options if one.startswith(("--property=", "-p"))]
    lines = {one for one in options if one.startswith(("-n", "--lines="))}
    unknown = options - KNOWN - lines - set(properties)
    if unknown:
        return await run.fail(f"unrecognized option '{sorted(unknown)[0]}'")
    verb = words[0] if words else "list-units"
    if verb in WHOLE:
        return await _whole(run, verb)
    if verb in OTHERS:
        return await run.fail(f"{verb}: not simulated on this machine")
    if verb not in VERBS:
        await run.stderr.write(f"Unknown command verb '{verb}'.\n")
        return 1
    if verb in ("daemon-reload", "daemon-reexec", "reset-failed"):
        return 0
    if verb in ("list-units", "list-unit-files"):
        return await (_list if verb == "list-units" else _files)(run, options)
    if len(words) < 2:
        await run.stderr.write("Too few arguments.\n")
        return 1
    status = 0
    for number, name in enumerate(words[1:]):
        if verb == "status" and number:
            await run.stdout.write("\n")
        status = await _unit(run, verb, services.named(name), options) or status
    return status


def _joined(arguments: list[str]) -> list[str]:
    """Short options together with their values: `-p ActiveState` as `-pActiveState`."""
    found: list[str] = []
    for one in arguments:
        if found and found[-1] in ("-p", "-n", "--property", "--lines"):
            found[-1] += ("=" if found[-1].startswith("--") else "") + one
        else:
            found.append(one)
    return found


async def _whole(run: Invocation, verb: str) -> int:
    """What concerns the machine, not one unit."""
    if verb == "get-default":
        await run.stdout.write("multi-user.target\n" if run.host.spec.style == "2018" else "graphical.target\n")
        return 0
    if verb == "list-timers":
        await run.stdout.write("NEXT LEFT LAST PASSED UNIT ACTIVATES\n\n0 timers listed.\n"
                               "Pass --all to see loaded but inactive timers, too.\n")  # fmt: skip
        return 0
    if verb == "is-system-running":
        state = "degraded" if run.host.failures else "running"
        await run.stdout.write(f"{state}\n")
        return 0 if state == "running" else 1
    if (power := switch_of(run.host)) is not None and verb != "suspend":
        power.go_down(0.0, again=verb == "reboot")
        return 0
    return await run.fail(f"{verb}: not simulated: this machine cannot be switched off from inside")


async def _unit(run: Invocation, verb: str, name: str, options: set[str]) -> int:
    if verb == "mask":
        return await masking.mask(run, name, now="--now" in options)
    if verb == "unmask":
        return await masking.unmask(run, name)
    if masking.masked(run.host, name) and (status := await masking.refused(run, verb, name)) is not None:
        return status
    return await _act(run, verb, name, options)


async def _act(run: Invocation, verb: str, name: str, options: set[str]) -> int:
    if name not in SERVICES:
        return await _missing(run, verb, name)
    host = run.host
    if verb in ("is-active", "is-failed"):
        state = _state(run, name)
        await run.stdout.write("" if options & {"-q", "--quiet"} else f"{state}\n")
        return 0 if state == ("active" if verb == "is-active" else "failed") else 3 if verb == "is-active" else 1
    if verb == "is-enabled":
        on = services.enabled(host, name)
        await run.stdout.write("" if options & {"-q", "--quiet"} else f"{'enabled' if on else 'disabled'}\n")
        return 0 if on else 1
    if verb in ("enable", "disable", "reenable"):
        if verb == "reenable":
            await _enable(run, name, on=False, now=False)
        await _enable(run, name, on=verb != "disable", now="--now" in options)
        return 0
    if verb == "status":
        await run.stdout.write(_status(run, name))
        return 0 if _state(run, name) == "active" else 3
    if verb == "cat":
        await _cat(run, name)
        return 0
    if verb == "show":
        await _show(run, name, options)
        return 0
    if verb == "try-restart" and not services.active(host, name):
        return 0
    if verb == "start" and services.active(host, name) and name not in host.failures:
        return 0
    did = "restart" if verb in ("reload-or-restart", "try-restart") else verb
    if did == "stop" and not services.active(host, name):
        return 0
    if did != "reload":
        services.act(host, name, did)
    return 0


def _state(run: Invocation, name: str) -> str:
    if name in run.host.failures:
        return "activating"
    return "active" if services.active(run.host, name) else "inactive"


async def _missing(run: Invocation, verb: str, name: str) -> int:
    """A unit that there is not."""
    if verb in ("is-active", "is-failed"):
        await run.stdout.write("inactive\n")
        return 4 if verb == "is-active" else 1
    if verb == "is-enabled":
        await run.stdout.write("not-found\n")
        return 4
    if verb == "status":
        await run.stderr.write(f"Unit {name}.service could not be found.\n")
        return 4
    if verb == "cat":
        await run.stderr.write(f"No files found for {name}.service.\n")
        return 1
    if verb in ("enable", "disable"):
        await run.stderr.write(f"Failed to {verb} unit: Unit file {name}.service does not exist.\n")
        return 1
    await run.stderr.write(f"Failed to {verb} {name}.service: Unit {name}.service not found.\n")
    return 5


async def _enable(run: Invocation, name: str, *, on: bool, now: bool) -> None:
    link = f"{WANTS}/{name}.service"
    if on and not services.enabled(run.host, name):
        unit = services.unit_path(run.host, name)
        await run.stderr.write(f"Created symlink {link} → {unit}.\n")
    elif not on and services.enabled(run.host, name):
        await run.stderr.write(f'Removed "{link}".\n')
    services.enable(run.host, name, on=on)
    if now and (on != services.active(run.host, name) or name in run.host.failures):
        services.act(run.host, name, "start" if on else "stop")


async def _cat(run: Invocation, name: str) -> None:
    """A unit's file and its drop-ins."""
    unit, files = services.unit_path(run.host, name), run.files
    text = files.read_file(unit).decode("utf-8", "replace") if files.exists(unit) else SERVICES[name].text
    shown = [f"# {unit}\n{text}"]
    shown += [
        f"# {one}\n{files.read_file(one).decode('utf-8', 'replace')}" for one in services.drop_ins(run.host, name)
    ]
    await run.stdout.write("\n".join(shown))


async def _show(run: Invocation, name: str, options: set[str]) -> None:
    state, own = _state(run, name), services.process(run.host, name)
    sub = {"active": "running", "inactive": "dead", "activating": "auto-restart"}[state]
    facts = {
        "MainPID": str(own.pid if own is not None else 0), "Id": f"{name}.service",
        "Description": SERVICES[name].description, "LoadState": "loaded", "ActiveState": state, "SubState": sub,
        "FragmentPath": services.unit_path(run.host, name),
        "UnitFileState": "enabled" if services.enabled(run.host, name) else "disabled",
    }  # fmt: skip
    chosen = [one for one in options if one.startswith(("-p", "--property="))]
    wanted = [one.partition("=")[2] if one.startswith("--") else one[2:] for one in chosen]
    named = {key for text in wanted for key in text.lstrip("=").split(",")}
    rows = {key: value for key, value in facts.items() if not wanted or key in named}
    await run.stdout.write("".join(f"{value}\n" if "--value" in options else f"{key}={value}\n"
                                   for key, value in rows.items()))  # fmt: skip


def ago(seconds: float) -> str:
    """Follows systemd's format_timestamp_relative."""
    whole = int(seconds)
    if whole >= 86400:
        return f"{whole // 86400} day{'s' if whole >= 2 * 86400 else ''} ago"
    if whole >= 3600:
        return f"{whole // 3600}h {whole % 3600 // 60}min ago" if whole % 3600 >= 60 else f"{whole // 3600}h ago"
    if whole >= 300:
        return f"{whole // 60}min ago"
    if whole >= 60:
        return f"{whole // 60}min {whole % 60}s ago" if whole % 60 else f"{whole // 60}min ago"
    return f"{whole}s ago"


def _at(moment: float, now: float) -> str:
    return f"since {datetime.fromtimestamp(moment, UTC):%a %Y-%m-%d %H:%M:%S} UTC; {ago(now - moment)}"


def _status(run: Invocation, name: str) -> str:
    host, service, now = run.host, SERVICES[name], run.now()
    failure, running = host.failures.get(name), services.active(host, name)
    mark = "●" if running else "○"
    preset = f"{'enabled' if services.enabled(host, name) else 'disabled'}; preset: enabled"
    hidden = masking.masked(host, name)
    text = f"{mark} {name}.service{'' if hidden else f' - {service.description}'}\n"
    loaded = f"loaded ({services.unit_path(host, name)}; {preset})"
    text += f"     Loaded: {f'masked (Reason: Unit {name}.service is masked.)' if hidden else loaded}\n"
    more = [] if hidden else services.drop_ins(host, name)
    for number, path in enumerate(more):
        folder, _, one = path.rpartition("/")
        head = f"    Drop-In: {folder}\n" if number == 0 or not more[number - 1].startswith(folder) else ""
        last = number + 1 == len(more) or not more[number + 1].startswith(folder)
        text += f"{head}             {'└' if last else '├'}─{one}\n"
    command = f"/usr/bin/kubelet {services.KUBELET_ARGUMENTS}" if name == "kubelet" else service.command
    if failure is not None:
        text += _failing(failure, command, service.docs, now)
    elif running:
        text += _running(run, name)
    else:
        text += _stopped(run, name, command)
    lines = [entry.line(host) for entry in entries(host, [name])][-SHOWN:]
    return f"{text}\n{''.join(lines)}" if lines else text


def _docs(docs: tuple[str, ...]) -> str:
    return "".join(f"{'       Docs: ' if number == 0 else '             '}{one}\n" for number, one in enumerate(docs))


def _running(run: Invocation, name: str) -> str:
    own, moment = services.process(run.host, name), services.since(run.host, name)
    pid = own.pid if own is not None else 1
    program = SERVICES[name].command.split()[0].rpartition("/")[2]
    size = f"{(own.memory if own is not None else 1 << 20) / (1 << 20):.1f}M"
    line = " ".join(own.argv) if own is not None else SERVICES[name].command
    spent = (run.now() - moment) * 0.012
    return (
        f"     Active: active (running) {_at(moment, run.now())}\n{_docs(SERVICES[name].docs)}"
        f"   Main PID: {pid} ({program})\n      Tasks: 11 (limit: 4566)\n     Memory: {size} (peak: {size})\n"
        f"        CPU: {spent:.3f}s\n     CGroup: /system.slice/{name}.service\n             └─{pid} {line}\n"
    )


def _stopped(run: Invocation, name: str, command: str) -> str:
    moment, began = services.since(run.host, name), services.started(run.host, name)
    lasted = ago(moment - began).removesuffix(" ago")
    spent = (moment - began) * 0.012
    return (
        f"     Active: inactive (dead) {_at(moment, run.now())}\n   Duration: {lasted}\n{_docs(SERVICES[name].docs)}"
        f"    Process: {1022 if name == 'kubelet' else 684} ExecStart={command} ({ENDED})\n"
        f"   Main PID: {1022 if name == 'kubelet' else 684} ({ENDED})\n        CPU: {spent:.3f}s\n"
    )


def _failing(failure: Failure, command: str, docs: tuple[str, ...], now: float) -> str:
    """A service that is started again and again."""
    what = f"code=exited, status={failure.status}"
    return (
        f"     Active: activating (auto-restart) (Result: exit-code) {_at(failure.since, now)}\n{_docs(docs)}"
        f"    Process: {failure.pid} ExecStart={command} ({what})\n   Main PID: {failure.pid} ({what})\n"
        "        CPU: 61ms\n"
    )


async def _list(run: Invocation, options: set[str]) -> int:
    """The units that are loaded."""
    failed = options & {"--failed", "--state=failed"}
    rows = []
    for name, service in sorted(SERVICES.items()):
        state = _state(run, name)
        if failed or (state == "inactive" and not options & {"--all", "-a"}):
            continue
        sub = {"active": "running", "inactive": "dead", "activating": "auto-restart"}[state]
        rows.append((f"{name}.service", "loaded", state, sub, service.description))
    head = ("UNIT", "LOAD", "ACTIVE", "SUB", "DESCRIPTION")
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(4)]
    text = "" if "--no-legend" in options else _row(head, widths)
    text += "".join(_row(row, widths) for row in rows)
    if "--no-legend" not in options:
        if rows:
            text += ("\nLegend: LOAD   → Reflects whether the unit definition was properly loaded.\n"
                     "        ACTIVE → The high-level unit activation state, i.e. generalization of SUB.\n"
                     "        SUB    → The low-level unit activation state, values depend on unit type.\n")  # fmt: skip
        text += f"\n{len(rows)} loaded units listed."
        if not options & {"--all", "-a", "--failed", "--state=failed", "--state=running"}:
            text += " Pass --all to see loaded but inactive units, too."
        text += "\n" if options & {"--failed", "--state=failed", "--state=running"} else f"\n{ALL_FILES}\n"
    await run.stdout.write(text)
    return 0


def _row(row: tuple[str, ...], widths: list[int]) -> str:
    cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
    return f"  {' '.join(cells)} {row[4]}\n"


async def _files(run: Invocation, options: set[str]) -> int:
    """The unit files that there are."""
    rows = [(f"{name}.service", "enabled" if services.enabled(run.host, name) else "disabled", "enabled")
            for name in sorted(SERVICES)]  # fmt: skip
    width = max(len(name) for name, *_ in rows)
    text = "" if "--no-legend" in options else f"{'UNIT FILE':<{width}} {'STATE':<8} PRESET\n"
    text += "".join(f"{name:<{width}} {state:<8} {preset}\n" for name, state, preset in rows)
    text += "" if "--no-legend" in options else f"\n{len(rows)} unit files listed.\n"
    await run.stdout.write(text)
    return 0
