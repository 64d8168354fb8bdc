"""hostnamectl, timedatectl: the machine's name and clock.

Follows systemd src/hostname/hostnamectl.c: print_status_info, src/timedate/timedatectl.c: print_status_info.
"""

from __future__ import annotations

from datetime import UTC, datetime

from app.host.furniture import BOOT_ID
from app.host.image import KERNEL
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

NAMES = ("hostnamectl", "timedatectl")
USAGES = {
    "hostnamectl": Usage("hostnamectl [OPTIONS...] COMMAND ...", "Query or change system hostname.", (
        Option("", "static", "", "only set static hostname"), Option("", "pretty", "", "only set pretty hostname"),
        Option("", "transient", "", "only set transient hostname"))),
    "timedatectl": Usage("timedatectl [OPTIONS...] COMMAND ...", "Query or change system time and date settings.", (
        Option("p", "property", "NAME", "show only properties by this name"),
        Option("", "value", "", "when showing properties, only print the value"),
        Option("", "no-pager", "", "do not pipe output into a pager"))),
}  # fmt: skip
RELEASE = {"modern": "Ubuntu 24.04.3 LTS", "2018": "Ubuntu 16.04.2 LTS"}


async def main(run: Invocation) -> int:
    """Print or set."""
    options = await Options.read(run, USAGES[run.name])
    if options is None:
        return 0
    verb, *words = options.operands or ["status"]
    if run.name == "timedatectl":
        return await _clock(run, options, verb, words)
    name = run.files.read_file("/etc/hostname").decode("utf-8", "replace").strip()
    if verb == "hostname" or options.values:
        if words:
            return await _rename(run, words[0])
        await run.stdout.write(f"{name}\n")
        return 0
    if verb == "set-hostname":
        return await _rename(run, words[0]) if words else await _few(run)
    if verb != "status":
        await run.stderr.write(f"Unknown command verb '{verb}'.\n")
        return 1
    rows = {
        "Static hostname": name, "Icon name": "computer-vm", "Chassis": "vm 🖴",
        "Machine ID": run.files.read_file("/etc/machine-id").decode().strip(),
        "Boot ID": BOOT_ID, "Virtualization": "kvm",
        "Operating System": RELEASE[run.host.spec.style], "Kernel": f"Linux {KERNEL[run.host.spec.style]}",
        "Architecture": "x86-64", "Hardware Vendor": "QEMU",
        "Hardware Model": "Standard PC _Q35 + ICH9, 2009_", "Firmware Version": "1.16.3-debian-1.16.3-2",
        "Firmware Date": "Tue 2014-04-01",
    }  # fmt: skip
    await run.stdout.write("".join(f"{head + ':':>17} {value}\n" for head, value in rows.items()))
    return 0


async def _few(run: Invocation) -> int:
    await run.stderr.write("Too few arguments.\n")
    return 1


async def _rename(run: Invocation, name: str) -> int:
    """The name in /etc/hostname; the shells that run keep the old one, as on a real machine."""
    if not all(part and part.replace("-", "").isalnum() for part in name.split(".")):
        await run.stderr.write(f"Hint: static hostname is already set, so the specified transient hostname will not be "
                               f"used.\nCould not set static hostname: Invalid static hostname '{name}'\n")  # fmt: skip
        return 1
    run.files.write_file("/etc/hostname", f"{name}\n".encode())
    return 0


async def _clock(run: Invocation, options: Options, verb: str, words: list[str]) -> int:
    now = datetime.fromtimestamp(int(run.now()), UTC)
    zone = run.files.read_file("/etc/timezone").decode().strip() if run.files.exists("/etc/timezone") else "Etc/UTC"
    if verb == "set-timezone":
        if not words:
            return await _few(run)
        if words[0] not in ("UTC", "Etc/UTC"):
            await run.stderr.write(f"Failed to set time zone: Invalid or not installed time zone '{words[0]}'\n")
            return 1
        run.files.write_file("/etc/timezone", f"{words[0]}\n".encode())
        return 0
    if verb == "list-timezones":
        await run.stdout.write("Etc/UTC\nUTC\n")
        return 0
    if verb in ("set-time", "set-ntp", "set-local-rtc"):
        await run.stderr.write(f"Failed to {verb.replace('-', ' ')}: Access denied\n")
        return 1
    stamp = f"{now:%a %Y-%m-%d %H:%M:%S} UTC"
    values = {"Timezone": zone, "LocalRTC": "no", "CanNTP": "yes", "NTP": "yes", "NTPSynchronized": "yes",
              "TimeUSec": stamp, "RTCTimeUSec": stamp}  # fmt: skip
    if verb == "show":
        wanted = options.all("property")
        lines = (value if "value" in options else f"{name}={value}" for name, value in values.items()
                 if not wanted or name in wanted)  # fmt: skip
        await run.stdout.write("".join(f"{line}\n" for line in lines))
        return 0
    if verb != "status":
        await run.stderr.write(f"Unknown command verb '{verb}'.\n")
        return 1
    rows = {
        "Local time": stamp, "Universal time": stamp,
        "RTC time": f"{now:%a %Y-%m-%d %H:%M:%S}", "Time zone": f"{zone} (UTC, +0000)",
        "System clock synchronized": "yes", "NTP service": "active", "RTC in local TZ": "no",
    }  # fmt: skip
    await run.stdout.write("".join(f"{head:>25}: {value}\n" for head, value in rows.items()))
    return 0
