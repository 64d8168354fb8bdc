"""ssh: a shell on another machine of the lab."""

from __future__ import annotations

from app.host.bash.live_script import run_live
from app.host.bash.shell import Shell
from app.host.host import Host
from app.host.invocation import UNREACHABLE_AFTER, Invocation
from app.host.options import Option, Options, Usage
from app.host.power import is_off
from app.host.streams import Source

USAGE = Usage(
    "ssh [-46AaCfGgKkMNnqsTtVvXxYy] destination [command [argument ...]]",
    "",
    (
        Option("o", "", "option", "an option as in the configuration file"),
        Option("i", "", "identity_file", "the private key"),
        Option("l", "", "login_name", "the user to log in as"),
        Option("p", "", "port", "the port to connect to"),
        Option("F", "", "configfile", "a configuration file"),
        *(Option(letter, "", "", "") for letter in "46AaCNnqTtVvXxYy"),
    ),
    status=255,
    intermixed=False,
)


async def main(run: Invocation) -> int:
    """Open a shell there, or run a command."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if "V" in options:
        await run.stderr.write("OpenSSH_9.6p1 Ubuntu-3ubuntu13.5, OpenSSL 3.0.13 30 Jan 2024\n")
        return 0
    if not options.operands:
        await run.stderr.write(f"usage: {USAGE.line}\n")
        return 255
    destination, words = options.operands[0], options.operands[1:]
    user, _, name = destination.removeprefix("ssh://").rpartition("@")
    port = options.last("p", "22")
    address = run.host.resolve(name)
    if address is None:
        await run.stderr.write(f"ssh: Could not resolve hostname {name}: Name or service not known\n")
        return 255
    here = name == run.host.spec.name or address in ("127.0.0.1", run.host.interface.address)
    other = run.host if here else run.host.neighbour(address)
    if other is None or port != "22":
        await run.stderr.write(f"ssh: connect to host {name} port {port}: Connection refused\n")
        return 255
    if is_off(other):
        await run.sleep(UNREACHABLE_AFTER)
        await run.stderr.write(f"ssh: connect to host {name} port {port}: No route to host\n")
        return 255
    if (options.last("l") or user or "root") != other.spec.user:
        await run.stderr.write(f"{destination}: Permission denied (publickey).\n")
        return 255
    return await there(run, other, name, " ".join(words))


async def there(run: Invocation, other: Host, name: str, command: str, *, quiet: bool = False) -> int:
    """A shell on another machine, or one command there; `quiet` without a word at beginning and end."""
    process = other.processes.start(("-bash",) if not command else ("bash", "-c", command), parent=1)
    terminal = run.terminal if not command and run.stdin.isatty else None
    shell = Shell(
        other, process, name="bash", interactive=terminal is not None, terminal=terminal, cwd=other.spec.home,
        env={**other.environment(), "SSH_CLIENT": f"{run.host.interface.address} 50022 22", "TERM": "xterm-256color"},
        source=_Source(run) if terminal is None else terminal.input, streams="ioe" if terminal is not None else "i",
    )  # fmt: skip
    shell.job_output, shell.login, process.signal = (run.stdout, run.stderr), True, shell.end
    if other is not run.host:
        run.host.visited.append(other)
    try:
        with run.waiting("child"):
            if terminal is not None:
                if quiet:
                    return await terminal.nested(shell)
                await run.stdout.write(f"Last login: from {run.host.interface.address}\n")
                status = await terminal.nested(shell)
                cut = is_off(other)
                ends = (" by remote host", "") if cut else ("",)
                await run.stderr.write("".join(f"Connection to {name} closed{one}.\n" for one in ends))
                return 255 if cut else status
            await shell.prepare()
            if not command:
                return await run_live(shell, shell.source, run.stdout, run.stderr)
            return await shell.run(command, stdout=run.stdout, stderr=run.stderr)
    finally:
        other.processes.end(process)
        if other is not run.host:
            run.host.visited.remove(other)


class _Source:
    """The command's standard input for the shell on the other machine."""

    def __init__(self, run: Invocation) -> None:
        self._run = run
        self.isatty = False

    async def read(self) -> bytes:
        return await self._run.stdin.chunk()


_: type[Source] = _Source
