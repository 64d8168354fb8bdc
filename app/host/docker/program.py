"""docker's commands: one table for finding, parsing and helping. Follows docker/cli cli/cobra.go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.host.docker import build, containers, entering, listing, management, registries, running
from app.host.docker.call import Call
from app.host.docker_engine import EngineError
from app.host.invocation import Invocation
from app.kubectl.errors import FlagError
from app.kubectl.flags import Flag, HelpWanted, Values, parse

USAGE_STATUS, ANY = 125, 1 << 20


@dataclass(frozen=True)
class Command:
    """How it is used, what it is for, what it does, its flags; how many arguments. `leading`: flags stand first."""

    use: str
    text: str
    run: Callable[[Call], Awaitable[int]]
    flags: tuple[Flag, ...] = ()
    least: int = 0
    most: int = ANY
    leading: bool = False


C = Command
CONTAINERS: dict[str, Command] = {
    "run": C("[OPTIONS] IMAGE [COMMAND] [ARG...]", "Create and run a new container from an image", running.run,
             running.RUN_FLAGS, 1, leading=True),
    "create": C("[OPTIONS] IMAGE [COMMAND] [ARG...]", "Create a new container", running.create,
                tuple(one for one in running.RUN_FLAGS if one.name != "detach"), 1, leading=True),
    "exec": C("[OPTIONS] CONTAINER COMMAND [ARG...]", "Execute a command in a running container", entering.execute,
              entering.EXEC_FLAGS, 2, leading=True),
    "attach": C("CONTAINER", "Attach local standard input, output, and error streams to a running container",
                entering.attach, (), 1, 1),
    "start": C("[OPTIONS] CONTAINER [CONTAINER...]", "Start one or more stopped containers", containers.start,
               containers.START_FLAGS, 1),
    "stop": C("[OPTIONS] CONTAINER [CONTAINER...]", "Stop one or more running containers", containers.stop,
              containers.STOP_FLAGS, 1),
    "restart": C("[OPTIONS] CONTAINER [CONTAINER...]", "Restart one or more containers", containers.restart,
                 containers.STOP_FLAGS, 1),
    "kill": C("[OPTIONS] CONTAINER [CONTAINER...]", "Kill one or more running containers", containers.kill,
              containers.KILL_FLAGS, 1),
    "rm": C("[OPTIONS] CONTAINER [CONTAINER...]", "Remove one or more containers", containers.remove,
            containers.RM_FLAGS, 1),
    "rename": C("CONTAINER NEW_NAME", "Rename a container", containers.rename, (), 2, 2),
    "wait": C("CONTAINER [CONTAINER...]", "Block until one or more containers stop, then print their exit codes",
              containers.wait, (), 1),
    "logs": C("[OPTIONS] CONTAINER", "Fetch the logs of a container", containers.logs, containers.LOGS_FLAGS, 1, 1),
    "cp": C("CONTAINER:SRC_PATH DEST_PATH|-", "Copy files/folders between a container and the local filesystem",
            entering.copy, (), 2, 2),
    "port": C("CONTAINER [PRIVATE_PORT[/PROTO]]", "List port mappings or a specific mapping for the container",
              listing.port, (), 1, 2),
    "top": C("CONTAINER", "Display the running processes of a container", listing.top, (), 1, 1),
    "stats": C("[OPTIONS] [CONTAINER...]", "Display a live stream of container(s) resource usage statistics",
               listing.stats, listing.STATS_FLAGS),
}  # fmt: skip
IMAGES: dict[str, Command] = {
    "build": C("[OPTIONS] PATH | URL | -", "Build an image from a Dockerfile", build.build, build.FLAGS),
    "pull": C("[OPTIONS] NAME[:TAG|@DIGEST]", "Download an image from a registry", registries.pull,
              registries.PULL_FLAGS, 1, 1),
    "push": C("[OPTIONS] NAME[:TAG]", "Upload an image to a registry", registries.push, (), 1, 1),
    "tag": C("SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]", "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE",
             registries.tag, (), 2, 2),
    "history": C("[OPTIONS] IMAGE", "Show the history of an image", listing.history, listing.HISTORY_FLAGS, 1, 1),
}  # fmt: skip
PS = C("[OPTIONS]", "List containers", listing.ps, listing.PS_FLAGS, 0, 0)
IMAGE_LIST = C("[OPTIONS] [REPOSITORY[:TAG]]", "List images", listing.images, listing.IMAGES_FLAGS)
RMI = C("[OPTIONS] IMAGE [IMAGE...]", "Remove one or more images", registries.remove, registries.RMI_FLAGS, 1)
INSPECT = C("[OPTIONS] NAME|ID [NAME|ID...]", "Return low-level information on Docker objects", listing.inspect,
            listing.INSPECT_FLAGS, 1)  # fmt: skip
PRUNE = C("[OPTIONS]", "Remove unused data", management.prune, management.PRUNE_FLAGS, 0, 0)
COMMANDS: dict[str, Command] = {
    **CONTAINERS, **IMAGES, "ps": PS, "images": IMAGE_LIST, "rmi": RMI, "inspect": INSPECT,
    **{f"container {name}": one for name, one in CONTAINERS.items()},
    "container ls": PS, "container inspect": INSPECT, "container prune": PRUNE,
    **{f"image {name}": one for name, one in IMAGES.items()},
    "image ls": IMAGE_LIST, "image rm": RMI, "image inspect": INSPECT, "image prune": PRUNE,
    "buildx build": IMAGES["build"],
    "network ls": C("[OPTIONS]", "List networks", management.network_list, management.LIST_FLAGS, 0, 0),
    "network create": C("[OPTIONS] NETWORK", "Create a network", management.network_create, management.CREATE_FLAGS,
                        1, 1),
    "network rm": C("NETWORK [NETWORK...]", "Remove one or more networks", management.network_remove, (), 1),
    "network inspect": INSPECT,
    "volume ls": C("[OPTIONS]", "List volumes", management.volume_list, management.LIST_FLAGS, 0, 0),
    "volume create": C("[OPTIONS] [VOLUME]", "Create a volume", management.volume_create, (), 0, 1),
    "volume rm": C("[OPTIONS] VOLUME [VOLUME...]", "Remove one or more volumes", management.volume_remove, (), 1),
    "volume inspect": INSPECT,
    "system df": C("[OPTIONS]", "Show docker disk usage", management.usage, (), 0, 0),
    "system prune": PRUNE,
    "system info": C("[OPTIONS]", "Display system-wide information", management.info, (), 0, 0),
    "info": C("[OPTIONS]", "Display system-wide information", management.info, (), 0, 0),
    "version": C("[OPTIONS]", "Show the Docker version information", management.version, management.VERSION_FLAGS, 0,
                 0),
    "login": C("[OPTIONS] [SERVER]", "Authenticate to a registry", registries.login, registries.LOGIN_FLAGS, 0, 1),
    "logout": C("[SERVER]", "Log out from a registry", registries.logout, (), 0, 1),
}  # fmt: skip
ALIASES = {"container list": "container ls", "container ps": "container ls", "image list": "image ls",
           "image remove": "image rm", "network list": "network ls", "network remove": "network rm",
           "volume list": "volume ls", "volume remove": "volume rm", "container remove": "container rm"}  # fmt: skip
GROUPS = {"container": "Manage containers", "image": "Manage images", "network": "Manage networks",
          "volume": "Manage volumes", "system": "Manage Docker", "buildx": "Docker Buildx"}  # fmt: skip
SOCKET = "unix:///var/run/docker.sock"


async def main(run: Invocation) -> int:
    """Find the command, and do it."""
    words = list(run.args)
    if words[:1] in (["-v"], ["--version"]):
        await run.stdout.write(f"Docker version {management.VERSION}, build a5c7197\n")
        return 0
    if not words or words[0] in ("--help", "-h", "help"):
        return await _help(run)
    path = _find(words)
    if path is None:
        return await _unknown(run, words)
    command, rest = COMMANDS[path], words[len(path.split()) :]
    try:
        values = _parse(command, rest)
    except HelpWanted:
        await run.stdout.write(usage(path, command))
        return 0
    except FlagError as wrong:
        text = f"{wrong}\n\nUsage:  docker {path} {command.use}\n\nRun 'docker {path} --help' for more information\n"
        await run.stderr.write(text)
        return USAGE_STATUS
    if (problem := _count(path, command, len(values.args))) is not None:
        await run.stderr.write(problem)
        return 1
    return await _do(run, path, command, values)


async def _do(run: Invocation, path: str, command: Command, values: Values) -> int:
    host = run.host
    if address := run.env.get("DOCKER_HOST", ""):
        place = address.removeprefix("tcp://").partition(":")[0]
        other = host.neighbour(place)
        engine = other.docker if other is not None else None
    else:
        address, engine = SOCKET, host.docker
    if engine is None:
        await run.stderr.write(f"Cannot connect to the Docker daemon at {address}. Is the docker daemon running?\n")
        return 1
    try:
        return await command.run(Call(run, path, values, engine))
    except EngineError as wrong:
        await run.stderr.write(f"Error response from daemon: {wrong.text}\n")
        return 1


def _find(words: list[str]) -> str | None:
    pair = " ".join(words[:2])
    pair = ALIASES.get(pair, pair)
    if len(words) > 1 and pair in COMMANDS and words[0] in GROUPS:
        return pair
    return words[0] if words[0] in COMMANDS else None


def _parse(command: Command, rest: list[str]) -> Values:
    if not command.leading:
        return parse(command.flags, rest)
    cut = _first_argument(command.flags, rest)
    values = parse(command.flags, rest[:cut])
    values.args += rest[cut:]
    return values


def _first_argument(flags: tuple[Flag, ...], rest: list[str]) -> int:
    """Where the flags end: what follows belongs to the container's program."""
    longs, shorts = {one.name: one for one in flags}, {one.short: one for one in flags if one.short}
    at = 0
    while at < len(rest):
        word = rest[at]
        if word == "--":
            return at + 1
        if not word.startswith("-") or word == "-":
            return at
        at += 1
        if word.startswith("--"):
            found = longs.get(word[2:])
            at += 1 if found is not None and not found.takes_bare else 0
            continue
        letters = word[1:].partition("=")[0]
        for number, letter in enumerate(letters):
            found = shorts.get(letter)
            if found is not None and not found.takes_bare:
                at += 1 if number + 1 == len(word) - 1 else 0
                break
    return at


def _count(path: str, command: Command, count: int) -> str | None:
    """What is said of too few or too many arguments. Follows cli/required.go."""
    if command.least <= count <= command.most:
        return None
    least, most = command.least, command.most
    if most == 0:
        what = "accepts no arguments"
    elif least == most:
        what = f"requires {least} argument{'s' if least > 1 else ''}"
    elif count < least:
        what = f"requires at least {least} argument{'s' if least > 1 else ''}"
    else:
        what = f"requires at most {most} argument{'s' if most > 1 else ''}"
    return (f"docker: 'docker {path}' {what}\n\nUsage:  docker {path} {command.use}\n\nSee 'docker {path} --help' for "
            "more information\n")  # fmt: skip


def usage(path: str, command: Command) -> str:
    """What `--help` prints."""
    rows = []
    for flag in sorted((one for one in command.flags if not one.hidden), key=lambda one: one.name):
        kind = {"bool": "", "array": "list", "int": "int"}.get(flag.kind, "string")
        names = f"{'-' + flag.short + ',' if flag.short else '   '} --{flag.name} {kind}".rstrip()
        default = f' (default "{flag.default}")' if flag.kind == "string" and flag.default else ""
        rows.append(f"  {names:<26} {flag.help}{default}\n")
    text = f"Usage:  docker {path} {command.use}\n\n{command.text}\n"
    return text + ("\nOptions:\n" + "".join(rows) if rows else "")


async def _help(run: Invocation) -> int:
    plain = [(name, one) for name, one in COMMANDS.items() if " " not in name]
    common = "".join(f"  {name:<11} {one.text}\n" for name, one in sorted(plain))
    groups = "".join(f"  {name:<11} {text}\n" for name, text in sorted(GROUPS.items()))
    await run.stdout.write(
        "Usage:  docker [OPTIONS] COMMAND\n\nA self-sufficient runtime for containers\n\nManagement Commands:\n"
        f"{groups}\nCommands:\n{common}\nRun 'docker COMMAND --help' for more information on a command.\n"
    )
    return 0


async def _unknown(run: Invocation, words: list[str]) -> int:
    group = words[0]
    if group == "compose":
        # As a Docker without the plugin says it; containers are started one by one here.
        await run.stderr.write("docker: unknown command: docker compose\n\nRun 'docker --help' for more information\n")
        return 1
    if group in GROUPS and (len(words) == 1 or words[1] in ("--help", "-h")):
        below = [(name.partition(" ")[2], one) for name, one in COMMANDS.items() if name.startswith(f"{group} ")]
        rows = "".join(f"  {name:<11} {one.text}\n" for name, one in sorted(below))
        more = f"Run 'docker {group} COMMAND --help' for more information on a command.\n"
        await run.stdout.write(f"Usage:  docker {group} COMMAND\n\n{GROUPS[group]}\n\nCommands:\n{rows}\n{more}")
        return 0
    if words[0].startswith("-"):
        long = words[0].startswith("--")
        what = f"flag: {words[0]}" if long else f"shorthand flag: {words[0][1:2]!r} in {words[0]}"
        more = "Usage:  docker [OPTIONS] COMMAND [ARG...]\n\nRun 'docker --help' for more information\n"
        await run.stderr.write(f"unknown {what}\n\n{more}")
        return USAGE_STATUS
    name = " ".join(words[:2]) if group in GROUPS else group
    help_of = f"docker {group}" if group in GROUPS else "docker"
    await run.stderr.write(f"docker: unknown command: docker {name}\n\nRun '{help_of} --help' for more information\n")
    return 1
