"""modprobe, rmmod, lsmod, modinfo, swapoff and swapon: what a machine is prepared with before it becomes a node.

Follows kmod's tools/{modprobe,rmmod,lsmod,modinfo}.c.
"""

from __future__ import annotations

from app.host import kernel_modules
from app.host.image import KERNEL
from app.host.invocation import Invocation
from app.host.kernel_modules import KNOWN, Module

NAMES = ("modprobe", "rmmod", "lsmod", "modinfo", "swapoff", "swapon")
USAGE = "Usage: {} [options]\n"
ALLOWED = {
    "modprobe": {"-a", "-v", "-q", "-r", "--all", "--remove"}, "swapoff": {"-a", "-v"},
    "swapon": {"-a", "-s", "--show"}, "modinfo": {"-d", "-n", "-F"},
}  # fmt: skip


async def main(run: Invocation) -> int:
    """There is no swap, and modules come and go as far as nobody uses them."""
    words = [word for word in run.args if not word.startswith("-")]
    flags = {word for word in run.args if word.startswith("-")}
    if "--help" in flags:
        await run.stdout.write(USAGE.format(run.name))
        return 0
    if wrong := sorted(flags - ALLOWED.get(run.name, set())):
        return await run.fail(f"unrecognized option '{wrong[0]}'")
    if run.name == "lsmod":
        return await _list(run)
    if run.name == "modinfo":
        return await _describe(run, words, flags)
    if run.name in ("modprobe", "rmmod"):
        removing = run.name == "rmmod" or bool(flags & {"-r", "--remove"})
        several = removing or bool(flags & {"-a", "--all"})  # else the further words are the module's parameters
        for word in words if several else words[:1]:
            if status := await _change(run, word.replace("-", "_"), removing=removing):
                return status
        return 0
    for word in words if run.name == "swapoff" else ():
        await run.stderr.write(f"swapoff: {word}: swapoff failed: Invalid argument\n")
    return 4 if words and run.name == "swapoff" else 0


async def _list(run: Invocation) -> int:
    text = "Module                  Size  Used by\n"
    for one in kernel_modules.loaded(run.files):
        by = kernel_modules.users(run.files, one)
        text += f"{one.name:<19} {one.size:>8}  {len(by)} {','.join(by)}".rstrip() + "\n"
    await run.stdout.write(text)
    return 0


async def _change(run: Invocation, name: str, *, removing: bool) -> int:
    present = {one.name for one in kernel_modules.loaded(run.files)}
    if removing and name in KNOWN and name not in present and run.name == "modprobe":
        return 0
    if removing and name not in present:
        where = f"Module {name} not found." if run.name == "modprobe" else f"Module {name} is not currently loaded"
        await run.stderr.write(f"{run.name}: {'FATAL' if run.name == 'modprobe' else 'ERROR'}: {where}\n")
        return 1
    if removing:
        if kernel_modules.unload(run.files, name, needed=run.name == "modprobe"):
            return 0
        users = " ".join(kernel_modules.users(run.files, KNOWN[name]))
        by = f" by: {users}" if users and run.name == "rmmod" else "." if run.name == "modprobe" else ""
        kind = "FATAL" if run.name == "modprobe" else "ERROR"
        await run.stderr.write(f"{run.name}: {kind}: Module {name} is in use{by}\n")
        return 1
    if name not in KNOWN:
        folder = f"/lib/modules/{KERNEL[run.host.spec.style]}"
        await run.stderr.write(f"modprobe: FATAL: Module {name} not found in directory {folder}\n")
        return 1
    kernel_modules.load(run.files, name)
    return 0


async def _describe(run: Invocation, names: list[str], flags: set[str]) -> int:
    field = names.pop(0) if "-F" in flags and names else "description" if "-d" in flags else "filename"
    if not names:
        await run.stderr.write("modinfo: ERROR: missing module or filename.\n")
        return 1
    status = 0
    for name in names:
        module = KNOWN.get(name.replace("-", "_"))
        if module is None:
            await run.stderr.write(f"modinfo: ERROR: Module {name} not found.\n")
            status = 1
            continue
        rows = _fields(module, KERNEL[run.host.spec.style])
        if flags:
            await run.stdout.write("".join(f"{value}\n" for key, value in rows if key == field))
        else:
            await run.stdout.write("".join(f"{key + ':':<15} {value}\n" for key, value in rows))
    return status


def _fields(module: Module, kernel: str) -> list[tuple[str, str]]:
    rows = [("filename", f"/lib/modules/{kernel}/kernel/{module.folder}/{module.name}.ko.zst"),
            ("description", module.description), ("author", module.author), ("license", "GPL"),
            ("depends", ",".join(module.needs)), ("retpoline", "Y"), ("intree", "Y"), ("name", module.name),
            ("vermagic", f"{kernel} SMP preempt mod_unload modversions ")]  # fmt: skip
    return [(key, value) for key, value in rows if value or key == "depends"]
