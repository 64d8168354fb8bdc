"""minikube's commands: one table for finding, parsing and helping. Follows minikube cmd/minikube/cmd/root.go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.host.invocation import Invocation
from app.host.minikube import addons, inside, nodes, services, settings, starting, status, stopping
from app.host.minikube.call import Call
from app.host.minikube.styles import Exit
from app.kubectl.errors import FlagError
from app.kubectl.flags import Flag, HelpWanted, Values, parse

PROGRAM_USAGE = 64
PROFILE = Flag("profile", "string", "", "p", help="The name of the minikube VM being used.")
REFUSED = ("alsologtostderr", "logtostderr", "v", "stderrthreshold", "log_dir", "log_file", "vmodule", "rootless")


@dataclass(frozen=True)
class Command:
    """A command: how it is used, what it is for, its flags, and what it does. `plain` takes the rest as arguments."""

    use: str
    text: str
    run: Callable[[Call], Awaitable[int]]
    flags: tuple[Flag, ...] = ()
    plain: bool = False


C = Command
COMMANDS: dict[tuple[str, ...], Command] = {
    ("start",): C("start [flags]", "Starts a local Kubernetes cluster", starting.start, starting.FLAGS),
    ("status",): C("status [flags]", "Gets the status of a local Kubernetes cluster", status.status,
                   status.STATUS_FLAGS),
    ("stop",): C("stop [flags]", "Stops a running local Kubernetes cluster", stopping.stop, stopping.STOP_FLAGS),
    ("delete",): C("delete [flags]", "Deletes a local Kubernetes cluster", stopping.delete, stopping.DELETE_FLAGS),
    ("pause",): C("pause [flags]", "pause Kubernetes", stopping.pause, stopping.PAUSE_FLAGS),
    ("unpause",): C("unpause [flags]", "unpause Kubernetes", stopping.unpause, stopping.PAUSE_FLAGS),
    ("dashboard",): C("dashboard [flags]", "Access the Kubernetes dashboard running within the minikube cluster",
                      services.dashboard, services.DASHBOARD_FLAGS),
    ("docker-env",): C("docker-env [flags]", "Configure environment to use minikube's Docker daemon",
                       inside.docker_env, inside.ENV_FLAGS),
    ("addons", "list"): C("addons list [flags]", "Lists all available minikube addons as well as their current "
                          "statuses (enabled/disabled)", addons.list_all, addons.LIST_FLAGS),
    ("addons", "enable"): C("addons enable ADDON_NAME [flags]", "Enables the addon w/ADDON_NAME within minikube.",
                            addons.enable),
    ("addons", "disable"): C("addons disable ADDON_NAME [flags]", "Disables the addon w/ADDON_NAME within minikube",
                             addons.disable),
    ("addons", "images"): C("addons images ADDON_NAME [flags]", "List image names the addon w/ADDON_NAME used.",
                            addons.images),
    ("config", "set"): C("config set PROPERTY_NAME PROPERTY_VALUE [flags]",
                         "Sets an individual value in a minikube config file", settings.set_value),
    ("config", "get"): C("config get PROPERTY_NAME [flags]",
                         "Gets the value of PROPERTY_NAME from the minikube config file", settings.get_value),
    ("config", "unset"): C("config unset PROPERTY_NAME [flags]",
                           "unsets an individual value in a minikube config file", settings.unset_value),
    ("config", "view"): C("config view [flags]", "Display values currently set in the minikube config file",
                          settings.view),
    ("profile", "list"): C("profile list [flags]", "Lists all minikube profiles.", status.list_all, status.LIST_FLAGS),
    ("profile",): C("profile [MINIKUBE_PROFILE_NAME] [flags]", "Get or list the current profiles (clusters)",
                    status.choose),
    ("update-context",): C("update-context [flags]", "Update kubeconfig in case of an IP or port change",
                           settings.update_context),
    ("service", "list"): C("service list [flags]", "Lists the URLs for the services in your local cluster",
                           services.list_all, services.LIST_FLAGS),
    ("service",): C("service [flags] SERVICE", "Returns a URL to connect to a service", services.service,
                    services.SERVICE_FLAGS),
    ("tunnel",): C("tunnel [flags]", "Connect to LoadBalancer services", services.tunnel, services.TUNNEL_FLAGS),
    ("mount",): C("mount [flags] <source directory>:<target directory>",
                  "Mounts the specified directory into minikube", inside.mount),
    ("ssh",): C("ssh [flags]", "Log into the minikube environment (for debugging)", inside.ssh, inside.SSH_FLAGS),
    ("kubectl",): C("kubectl [flags]", "Run a kubectl binary matching the cluster version", inside.kubectl, (), True),
    ("node", "add"): C("node add [flags]", "Adds a node to the given cluster.", nodes.add, nodes.ADD_FLAGS),
    ("node", "delete"): C("node delete [flags]", "Deletes a node from a cluster.", nodes.delete),
    ("node", "list"): C("node list [flags]", "List nodes.", nodes.list_all),
    ("node", "start"): C("node start [flags]", "Starts a node.", nodes.start),
    ("node", "stop"): C("node stop [flags]", "Stops a node in a cluster.", nodes.stop),
    ("cp",): C("cp <source file path> <target file absolute path> [flags]", "Copy the specified file into minikube",
               inside.copy),
    ("image", "ls"): C("image ls [flags]", "List images", inside.image_list, inside.IMAGE_LIST_FLAGS),
    ("image", "load"): C("image load IMAGE [flags]", "Load an image into minikube", inside.image_load),
    ("image", "pull"): C("image pull IMAGE [flags]", "Pull images", inside.image_pull),
    ("image", "rm"): C("image rm IMAGE [IMAGE...] [flags]", "Remove one or more images", inside.image_remove),
    ("logs",): C("logs [flags]", "Returns logs to debug a local Kubernetes cluster", inside.logs, inside.LOGS_FLAGS),
    ("ip",): C("ip [flags]", "Retrieves the IP address of the specified node", status.address, status.IP_FLAGS),
    ("update-check",): C("update-check [flags]", "Print current and latest version number", settings.update_check),
    ("version",): C("version [flags]", "Print the version of minikube", settings.version, settings.VERSION_FLAGS),
    ("completion",): C("completion SHELL [flags]", "Generate command completion for a shell", settings.completion),
}  # fmt: skip
GROUPS = {
    "addons": "Enable or disable a minikube addon", "config": "Modify persistent configuration values",
    "node": "Add, remove, or list additional nodes", "image": "Manage images",
}  # fmt: skip
ALIASES = {("image", "list"): ("image", "ls"), ("image", "remove"): ("image", "rm")}


async def main(run: Invocation) -> int:
    """Find the command, and do it."""
    words = list(run.args)
    leading, words = _leading(words)
    if not words or words[0] in ("--help", "-h", "help"):
        return await _help(run, words[1:])
    path = _find(words)
    if path is None:
        return await _unknown(run, words)
    command = COMMANDS[path]
    rest = [*leading, *words[len(path) :]]
    try:
        values = _parse(command, rest)
    except HelpWanted:
        await run.stdout.write(usage(command))
        return 0
    except FlagError as wrong:
        name = str(wrong).rpartition("--")[2]
        if "unknown flag" in str(wrong) and name in REFUSED:
            await run.stderr.write(f"Error: --{name} is not simulated: there is no log of minikube itself\n")
            return PROGRAM_USAGE
        await run.stderr.write(f"Error: {wrong}\nSee 'minikube {' '.join(path)} --help' for usage.\n")
        return PROGRAM_USAGE
    if run.host.local_cluster is None:
        await run.stderr.write("minikube: this machine cannot have a cluster\n")
        return 1
    try:
        return await command.run(Call(run, path, values, run.host.local_cluster))
    except Exit as end:
        return end.status


def _leading(words: list[str]) -> tuple[list[str], list[str]]:
    """The profile's flag may stand before the command."""
    found: list[str] = []
    while words and words[0].startswith("-"):
        if words[0].startswith(("-p=", "--profile=")):
            found.append(words.pop(0))
        elif words[0] in ("-p", "--profile") and len(words) > 1:
            found += [words.pop(0), words.pop(0)]
        else:
            break
    return found, words


def _find(words: list[str]) -> tuple[str, ...] | None:
    pair = ALIASES.get((words[0], words[1]), (words[0], words[1])) if len(words) > 1 else ()
    if pair in COMMANDS:
        return pair
    return (words[0],) if (words[0],) in COMMANDS else None


def _parse(command: Command, rest: list[str]) -> Values:
    if command.plain:
        cut = rest.index("--") if "--" in rest else len(rest)
        own, more = rest[:cut], rest[cut + 1 :]
        if "--help" in own or "-h" in own:
            raise HelpWanted
        given = [word for word in own if word in ("-p", "--profile") or word.startswith(("-p=", "--profile="))]
        values = parse((PROFILE,), own[: 2 * len(given)] if given else [])
        values.args = [*values.args, *(own[2 * len(given) :] if given else own), *more]
        return values
    return parse((*command.flags, PROFILE), rest)


def usage(command: Command) -> str:
    """What `--help` prints."""
    rows = [f"{command.text}\n\nOptions:"]
    for flag in command.flags:
        short = f"-{flag.short}, " if flag.short else "    "
        default = f"'{flag.default}'" if flag.kind == "string" else flag.default
        rows.append(f"    {short}--{flag.name}={default}:\n\t{flag.help}\n")
    use = f"Usage:\n  minikube {command.use.removesuffix(' [flags]')} [flags] [options]\n"
    return (
        "\n".join(rows)
        + ("\n" if command.flags else "\n\n")
        + use
        + ('\nUse "minikube options" for a list of global command-line options (applies to all commands).\n')
    )


async def _help(run: Invocation, words: list[str]) -> int:
    if words and (path := _find(words)) is not None:
        await run.stdout.write(usage(COMMANDS[path]))
        return 0
    first = list(dict.fromkeys(path[0] for path in COMMANDS))
    rows = "".join(
        f"  {name:<16} {GROUPS.get(name) or COMMANDS[name,].text}\n" for name in first if not words or name == words[0]
    )
    text = "minikube provisions and manages local Kubernetes clusters optimized for development workflows."
    await run.stdout.write(f"{text}\n\nCommands:\n{rows}\nUsage:\n  minikube [flags] [options]\n\n"
                           'Use "minikube <command> --help" for more information about a given command.\n')  # fmt: skip
    return 0


async def _unknown(run: Invocation, words: list[str]) -> int:
    """A group alone shows its commands; everything else is an error."""
    group = words[0]
    if group in GROUPS and (len(words) == 1 or words[1] in ("--help", "-h", "help")):
        below = [(path[1], one) for path, one in COMMANDS.items() if path[0] == group]
        rows = "".join(f"  {name:<12} {one.text}\n" for name, one in below)
        await run.stdout.write(f"{GROUPS[group]}\n\nAvailable Commands:\n{rows}\nUsage:\n  minikube {group} SUBCOMMAND "
                               "[flags] [options]\n")  # fmt: skip
        return 0
    name, where = (words[1], f"minikube {group}") if group in GROUPS else (group, "minikube")
    if name.startswith("-"):
        await run.stderr.write(f"Error: unknown flag: {name.partition('=')[0]}\nSee '{where} --help' for usage.\n")
        return PROGRAM_USAGE
    await run.stderr.write(f'Error: unknown command "{name}" for "{where}"\nRun \'{where} --help\' for usage.\n')
    return PROGRAM_USAGE
