"""kubectx, kubens: switch between contexts and namespaces.

Follows ahmetb/kubectx cmd/kubectx/{list,switch,current,unset}.go, cmd/kubens/{list,switch}.go.
"""

from __future__ import annotations

from app.host.invocation import Invocation

NAMES = ("kubectx", "kubens")
KEPT = {"kubectx": "/root/.kube/kubectx", "kubens": "/root/.kube/kubens"}
HELPS = {
    "kubectx": "USAGE:\n  kubectx                       : list the contexts\n"
    "  kubectx <NAME>                : switch to context <NAME>\n"
    "  kubectx -                     : switch to the previous context\n"
    "  kubectx -c, --current         : show the current context name\n"
    "  kubectx <NEW_NAME>=<NAME>     : rename context <NAME> to <NEW_NAME>\n"
    "  kubectx -d <NAME> [<NAME...>] : delete context <NAME>\n"
    "  kubectx -u, --unset           : unset the current context\n"
    "  kubectx -h,--help             : show this message\n"
    "  kubectx -V,--version          : show version\n",
    "kubens": "USAGE:\n  kubens                    : list the namespaces in the current context\n"
    "  kubens <NAME>             : change the active namespace of current context\n"
    "  kubens -                  : switch to the previous namespace in this context\n"
    "  kubens -c, --current      : show the current namespace\n"
    "  kubens -h,--help          : show this message\n"
    "  kubens -V,--version       : show version\n",
}


async def main(run: Invocation) -> int:
    """List or switch."""
    words = list(run.args)
    first = words[0] if words else ""
    if first in ("-h", "--help"):
        await run.stdout.write(HELPS[run.name])
        return 0
    if first in ("-V", "--version"):
        await run.stdout.write("0.9.5\n")
        return 0
    if first.startswith("-") and first not in ("-", "-c", "--current", "-d", "-u", "--unset"):
        return await _error(run, f'unsupported option "{first}"')
    return await (_contexts if run.name == "kubectx" else _namespaces)(run, first, words[1:])


async def _error(run: Invocation, text: str) -> int:
    await run.stderr.write(f"error: {text}\n")
    return 1


async def _said(run: Invocation, text: str) -> int:
    await run.stderr.write(f"✔ {text}\n")
    return 0


async def _ask(run: Invocation, *words: str) -> str:
    return (await run.run(["kubectl", *words]))[1].decode("utf-8", "replace").strip()


async def _list(run: Invocation, names: list[str], current: str) -> int:
    tty = run.stdout.isatty
    await run.stdout.write("".join(f"\x1b[33;40m{name}\x1b[0m\n" if tty and name == current else f"{name}\n"
                                   for name in sorted(names)))  # fmt: skip
    return 0


def _previous(run: Invocation, key: str) -> str:
    path = KEPT[run.name]
    return run.files.read_file(path).decode() if run.files.exists(path) else key


async def _contexts(run: Invocation, first: str, more: list[str]) -> int:
    names = (await _ask(run, "config", "get-contexts", "-o", "name")).split()
    current = await _ask(run, "config", "view", "-o", "jsonpath={.current-context}")
    if not first:
        return await _list(run, names, current)
    if first in ("-c", "--current"):
        if not current:
            return await _error(run, "current-context is not set")
        await run.stdout.write(f"{current}\n")
        return 0
    if first in ("-u", "--unset"):
        await _ask(run, "config", "unset", "current-context")
        return await _said(run, "Active context unset for kubectl.")
    if first == "-d":
        for name in more:
            if name not in names:
                return await _error(run, f'error deleting context "{name}": context does not exist')
            await _ask(run, "config", "delete-context", name)
            await _said(run, f'Deleted context "{name}".')
        return 0
    if "=" in first:
        new, _, old = first.partition("=")
        old = current if old == "." else old
        if old not in names:
            return await _error(run, f'failed to rename context: context "{old}" not found, can\'t rename it')
        await _ask(run, "config", "rename-context", old, new)
        return await _said(run, f'Context "{old}" renamed to "{new}".')
    name = first
    if first == "-":
        name = _previous(run, "")
        if not name:
            return await _error(run, "failed to switch context: no previous context found")
    if name not in names:
        return await _error(run, f'failed to switch context: no context exists with the name: "{name}"')
    await _ask(run, "config", "use-context", name)
    if name != current:
        run.files.write_file(KEPT["kubectx"], current.encode())
    return await _said(run, f'Switched to context "{name}".')


async def _namespaces(run: Invocation, first: str, more: list[str]) -> int:
    current = await _ask(run, "config", "view", "--minify", "-o", "jsonpath={..namespace}") or "default"
    if first in ("-c", "--current"):
        await run.stdout.write(f"{current}\n")
        return 0
    status, listed, errors = await run.run(["kubectl", "get", "namespaces", "-o", "name"])
    if status:
        return await _error(run, f"could not list namespaces: {errors.decode('utf-8', 'replace').strip()}")
    names = [one.rpartition("/")[2] for one in listed.decode().split()]
    if not first:
        return await _list(run, names, current)
    name = first
    if first == "-":
        name = _previous(run, "")
        if not name:
            return await _error(run, "No previous namespace found for current context")
    if name not in names:
        return await _error(run, f'no namespace exists with name "{name}"')
    await _ask(run, "config", "set-context", "--current", f"--namespace={name}")
    if name != current:
        run.files.write_file(KEPT["kubens"], current.encode())
    return await _said(run, f'Active namespace is "{name}".')
