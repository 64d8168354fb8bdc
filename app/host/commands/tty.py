"""tty, stty: the terminal's name and settings."""

from __future__ import annotations

from app.host.device import TerminalDevice
from app.host.invocation import Invocation
from app.host.process_table import terminal_name

NAMES = ("tty", "stty")
CHARACTERS = (
    "intr = ^C", "quit = ^\\", "erase = ^?", "kill = ^U", "eof = ^D", "eol = <undef>", "eol2 = <undef>",
    "swtch = <undef>", "start = ^Q", "stop = ^S", "susp = ^Z", "rprnt = ^R", "werase = ^W", "lnext = ^V",
    "discard = ^O", "min = 1", "time = 0",
)  # fmt: skip
MODES = (
    "-parenb -parodd -cmspar cs8 -hupcl -cstopb cread -clocal -crtscts",
    "-ignbrk -brkint -ignpar -parmrk -inpck -istrip -inlcr -igncr icrnl ixon -ixoff -iuclc -ixany -imaxbel iutf8",
    "opost -olcuc -ocrnl onlcr -onocr -onlret -ofill -ofdel nl0 cr0 tab0 bs0 vt0 ff0",
    "isig icanon iexten {echo} echoe echok -echonl -noflsh -xcase -tostop -echoprt echoctl echoke -flusho -extproc",
)


async def main(run: Invocation) -> int:
    """Print, or set."""
    if "--help" in run.args:
        await run.stdout.write(f"Usage: {run.name} [OPTION]...\n")
        return 0
    if run.name == "stty":
        return await _stty(run)
    if unknown := next((argument for argument in run.args if argument not in ("-s", "--silent", "--quiet")), ""):
        await run.stderr.write(
            f"tty: invalid option -- '{unknown.lstrip('-')}'\nTry 'tty --help' for more information.\n"
        )
        return 2
    if not run.stdin.isatty:
        await run.stdout.write("not a tty\n")
        return 1
    await run.stdout.write(f"/dev/{terminal_name(run.process)}\n")
    return 0


async def _stty(run: Invocation) -> int:
    device = run.terminal
    if device is None or not run.stdin.isatty:
        return await run.fail("'standard input': Inappropriate ioctl for device")
    arguments = [argument for argument in run.args if argument not in ("-F", "/dev/tty")]
    if not arguments:
        await run.stdout.write("speed 38400 baud; line = 0;\n" + ("" if device.echo else "-echo\n"))
    while arguments:
        argument = arguments.pop(0)
        if argument == "size":
            await run.stdout.write(f"{device.rows} {device.columns}\n")
        elif argument in ("-a", "--all"):
            await run.stdout.write(_all(device))
        elif argument in ("echo", "-echo", "sane"):
            device.set_echo(argument != "-echo")
        elif argument in ("rows", "cols", "columns") and arguments and arguments[0].isdecimal():
            number = max(1, int(arguments.pop(0)[:4]))
            device.resize(*((number, device.columns) if argument == "rows" else (device.rows, number)))
        elif argument.lstrip("-") not in " ".join(MODES).replace("-", "").split():
            text = f"stty: invalid argument ‘{argument}’\nTry 'stty --help' for more information.\n"
            await run.stderr.write(text)
            return 1
        elif argument not in " ".join(MODES).split():
            return await run.fail(f"‘{argument}’: this terminal has no such mode")
    return 0


def _all(device: TerminalDevice) -> str:
    """As wide as the terminal, as stty does it."""
    first = ["speed 38400 baud;", f"rows {device.rows};", f"columns {device.columns};", "line = 0;"]
    echo = "echo" if device.echo else "-echo"
    parts = [first, [f"{one};" for one in CHARACTERS], *(line.format(echo=echo).split() for line in MODES)]
    lines = []
    for part in parts:
        line = ""
        for word in part:
            if line and len(line) + 1 + len(word) > device.columns:
                lines.append(line)
                line = ""
            line += f" {word}" if line else word
        lines.append(line)
    return "\n".join(lines) + "\n"
