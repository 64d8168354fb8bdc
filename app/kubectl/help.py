"""`--help`, `kubectl options` and the list of commands, in kubectl's layout.

Follows kubernetes kubectl/pkg/util/templates: templates.go, templater.go.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.kubectl.commands import Command, Tree
from app.kubectl.flags import Flag

GROUPS = (
    ("Basic Commands (Beginner):", "create expose run set"),
    ("Basic Commands (Intermediate):", "explain get edit delete"),
    ("Deploy Commands:", "rollout scale autoscale"),
    ("Cluster Management Commands:", "certificate cluster-info top cordon uncordon drain taint"),
    ("Troubleshooting and Debugging Commands:",
     "describe logs attach exec port-forward proxy cp auth debug events"),
    ("Advanced Commands:", "diff apply patch replace wait kustomize"),
    ("Settings Commands:", "label annotate completion"),
    ("Other Commands:", ""),
)  # fmt: skip
TITLE = "kubectl talks to a Kubernetes cluster's API server."
MORE = "Find out more at: https://kubernetes.io/docs/reference/kubectl/"
OPTIONS_HINT = 'Use "kubectl options" for a list of global command-line options (applies to all commands).\n'


def help_of(tree: Tree, command: Command, *, classic: bool = False) -> str:
    """The whole help of a command; `classic` is the layout of 1.8."""
    if not command.path:
        return root_help(tree)
    shown_option, between = (classic_option, "\n") if classic else (option, "\n\n")
    parts = [command.long or f"{command.short}."]
    if command.aliases:
        parts.append(f"Aliases:\n{', '.join((command.name, *command.aliases))}")
    if command.examples:
        gap = "\n\n" if classic else "\n  \n"
        parts.append("Examples:\n" + gap.join(f"  {line}" for line in command.examples))
    children = [child for child in tree.children(command) if not child.hidden]
    if children:
        parts.append(f"Available Commands:\n{listing(children)}")
    flags = [flag for flag in command.flags if not flag.hidden and not flag.deprecated]
    if flags:
        parts.append("Options:\n" + between.join(shown_option(flag) for flag in sorted(flags, key=lambda f: f.name)))
    parts.append(f"Usage:\n  {command.usage}")
    hint = f'Use "{command.full} <command> --help" for more information about a given command.\n' if children else ""
    return "\n\n".join(parts) + "\n\n" + hint + OPTIONS_HINT


def usage_of(command: Command) -> str:
    """What 1.8 prints after a flag it does not know."""
    parts = []
    if command.examples:
        parts.append("Examples:\n" + "\n\n".join(f"  {line}" for line in command.examples))
    flags = sorted((flag for flag in command.flags if not flag.hidden), key=lambda flag: flag.name)
    if flags:
        parts.append("Options:\n" + "\n".join(classic_option(flag) for flag in flags))
    parts.append(f"Usage:\n  {command.usage}")
    return "\n\n".join(parts) + "\n\n" + OPTIONS_HINT


def classic_option(flag: Flag) -> str:
    """One flag on a line, as 1.8 shows it."""
    default = f"'{flag.default}'" if flag.kind == "string" else flag.default
    short = f"  -{flag.short}, " if flag.short else "      "
    return f"{short}--{flag.name}={default}: {flag.help}"


def root_help(tree: Tree) -> str:
    """What `kubectl` alone prints."""
    return f"{TITLE}\n\n {MORE}\n\n{groups(tree)}{usage(tree.commands[''])}"


def groups(tree: Tree) -> str:
    """The commands under their headings, each block followed by an empty line."""
    children = {child.name: child for child in tree.children(tree.commands[""]) if not child.hidden}
    width = max((len(name) for name in children), default=0)
    placed: set[str] = set()
    text = ""
    for title, names in GROUPS:
        chosen = [children[n] for n in names.split() if n in children] or [
            c for n, c in children.items() if n not in placed
        ]
        placed |= {child.name for child in chosen}
        if chosen:
            text += f"{title}\n{listing(chosen, width)}\n\n"
    return text


def usage(command: Command) -> str:
    """The lines that end the list of commands."""
    hint = f'Use "{command.full} <command> --help" for more information about a given command.\n'
    return f"Usage:\n  {command.usage}\n\n{hint}{OPTIONS_HINT}"


def listing(commands: Iterable[Command], width: int = 0) -> str:
    """Names and their one-line texts in two columns."""
    shown = list(commands)
    width = max(11, width, *(len(command.name) for command in shown))
    return "\n".join(f"  {command.name:{width}}   {command.short}".rstrip() for command in shown)


def option(flag: Flag) -> str:
    """One flag: `-n, --namespace=''` and its text on a line of its own."""
    default = f"'{flag.default}'" if flag.kind == "string" else flag.default
    short = f"-{flag.short}, " if flag.short else ""
    return f"    {short}--{flag.name}={default}:\n\t{flag.help}"


def options_help(tree: Tree) -> str:
    """`kubectl options`."""
    shown = "".join(f"{option(flag)}\n\n" for flag in sorted(tree.global_flags, key=lambda flag: flag.name))
    return f"The following options can be passed to any command:\n\n{shown}"
