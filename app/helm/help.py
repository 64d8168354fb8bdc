"""`--help`: what a command does, its usage line, its subcommands and flags.

Follows github.com/spf13/cobra and pflag flag.go: FlagUsages.
"""

from __future__ import annotations

from app.helm.commands import Command, Tree
from app.kubectl.flags import Flag

_TEXT = {"string", "strings", "stringArray", "format", "WaitStrategy", "postRendererString"}


def help_of(tree: Tree, command: Command, home: str) -> str:
    """The whole help, as it goes to standard output; `home` is where default paths lie."""
    return f"{(command.long or command.short).strip()}\n\n{usage_of(tree, command, home)}"


def usage_of(tree: Tree, command: Command, home: str) -> str:
    """Usage line, aliases, subcommands, flags."""
    parts = [f"Usage:\n  {command.usage}"]
    if command.aliases:
        parts.append(f"Aliases:\n  {', '.join([command.name, *command.aliases])}")
    children = tree.children(command)
    if children:
        rows = [(child.name, child.short) for child in children]
        if not command.path:
            rows = sorted([*rows, ("help", "Help about any command")])
        width = max(11, *(len(name) for name, _ in rows))
        parts.append("Available Commands:\n" + "\n".join(f"  {name:{width}} {short}" for name, short in rows))
    own = [*command.flags, Flag("help", "bool", "false", "h", f"help for {command.name or 'helm'}")]
    parts.append("Flags:\n" + _flags(command, own, home))
    if command.path:
        parts.append("Global Flags:\n" + _flags(tree.commands[""], list(tree.commands[""].flags), home))
    if children:
        parts.append(f'Use "{command.full} [command] --help" for more information about a command.')
    return "\n\n".join(parts) + "\n"


def _flags(command: Command, flags: list[Flag], home: str) -> str:
    rows = []
    for flag in sorted((flag for flag in flags if not flag.hidden), key=lambda flag: flag.name):
        kind = command.types.get(flag.name, flag.kind)
        start = f"-{flag.short}, " if flag.short else "    "
        name = f"  {start}--{flag.name}" + ("" if kind == "bool" else f" {kind}")
        if flag.bare is not None:
            name += f'[="{flag.bare}"]' if kind == "string" else f"[={flag.bare}]"
        default = f"{home}{flag.default[1:]}" if flag.default.startswith("~/") else flag.default
        if kind == "bool" or default in {"", "0", "0s"}:
            shown = " (default true)" if default == "true" else ""
        else:
            shown = f' (default "{default}")' if kind == "string" else f" (default {default})"
        rows.append((name, flag.help + shown))
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:{width}}   {text}".rstrip() for name, text in rows)
