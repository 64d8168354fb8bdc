"""`docker network`, `volume`, `system`, `info`, `version`. Follows docker/cli cli/command/{network,volume,system}."""

from __future__ import annotations

from app.host.docker.call import Call, TemplateError, size
from app.host.docker.listing import FORMAT, QUIET, show
from app.host.docker_engine import EngineError
from app.kubectl.flags import Flag

LIST_FLAGS = (QUIET, FORMAT)
CREATE_FLAGS = (Flag("driver", "string", "bridge", "d", help="Driver to manage the Network"),)
PRUNE_FLAGS = (
    Flag("force", "bool", "false", "f", help="Do not prompt for confirmation"),
    Flag("all", "bool", "false", "a", help="Remove all unused images not just dangling ones"),
)
VERSION_FLAGS = (Flag("format", "string", "", "f", help="Format output using a custom template"),)
VERSION, API = "29.2.1", "1.53"


async def network_list(call: Call) -> int:
    """`network ls`."""
    rows = [{"ID": one["Id"][:12], "Name": name, "Driver": one["Driver"], "Scope": one["Scope"]}
            for name, one in sorted(call.engine.networks.items())]  # fmt: skip
    if call.values.on("quiet"):
        await call.write("".join(f"{row['ID']}\n" for row in rows))
        return 0
    return await show(call, rows, {"ID": "NETWORK ID", "Name": "NAME", "Driver": "DRIVER", "Scope": "SCOPE"})


async def network_create(call: Call) -> int:
    """`network create NAME`."""
    name, driver = call.args[0], call.values.text("driver")
    if driver != "bridge":
        raise EngineError(f"could not find plugin {driver} in v1 plugin registry: plugin not found")
    if name in call.engine.networks:
        raise EngineError(f"network with name {name} already exists")
    await call.write(f"{call.engine.make_network(name)['Id']}\n")
    return 0


async def network_remove(call: Call) -> int:
    """`network rm NAME...`."""

    async def act(name: str) -> None:
        found = call.engine.networks.get(name)
        if found is None:
            raise EngineError(f"network {name} not found")
        if name in ("bridge", "host", "none"):
            raise EngineError(f"{name} is a pre-defined network and cannot be removed")
        if found["Containers"]:
            raise EngineError(f"error while removing network: network {name} has active endpoints")
        del call.engine.networks[name]

    return await call.each(call.args, act)


async def volume_list(call: Call) -> int:
    """`volume ls`."""
    rows = [{"Driver": "local", "Name": name} for name in sorted(call.engine.volumes)]
    if call.values.on("quiet"):
        await call.write("".join(f"{row['Name']}\n" for row in rows))
        return 0
    return await show(call, rows, {"Driver": "DRIVER", "Name": "VOLUME NAME"})


async def volume_create(call: Call) -> int:
    """`volume create [NAME]`."""
    name = call.args[0] if call.args else call.run.host.randomness.hex(64)
    call.engine.make_volume(name)
    await call.write(f"{name}\n")
    return 0


async def volume_remove(call: Call) -> int:
    """`volume rm NAME...`."""

    async def act(name: str) -> None:
        if name not in call.engine.volumes:
            raise EngineError(f"get {name}: no such volume")
        users = [one["Id"] for one in call.engine.containers()
                 if any(each.get("Name") == name for each in one["Mounts"])]  # fmt: skip
        if users:
            raise EngineError(f"remove {name}: volume is in use - [{', '.join(users)}]")
        del call.engine.volumes[name]

    return await call.each(call.args, act)


async def usage(call: Call) -> int:
    """`system df`."""
    images, containers = call.engine.images(), call.engine.containers()
    used = {one["Image"] for one in containers}
    running = sum(1 for one in containers if one["State"]["Running"])
    total = sum(one["Size"] for one in images)
    free = sum(one["Size"] for one in images if one["Id"] not in used)
    share = f" ({free * 100 // total}%)" if total else ""
    rows = [["TYPE", "TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE"],
            ["Images", str(len(images)), str(len(used)), size(total), f"{size(free)}{share}"],
            ["Containers", str(len(containers)), str(running), "0B", "0B"],
            ["Local Volumes", str(len(call.engine.volumes)), "0", "0B", "0B"],
            ["Build Cache", "0", "0", "0B", "0B"]]  # fmt: skip
    widths = (16, 10, 10, 10, 0)
    lines = ("".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in rows)
    await call.write("".join(f"{line.rstrip()}\n" for line in lines))
    return 0


WARNINGS = {
    "system": ("all stopped containers", "all networks not used by at least one container"),
    "container": ("all stopped containers",),
    "image": ("all dangling images",),
}


async def prune(call: Call) -> int:
    """`system prune`, `container prune`, `image prune`."""
    what, values = call.path.partition(" ")[0], call.values
    if not values.on("force"):
        lines = WARNINGS[what]
        every = (
            "all images without at least one container associated to them"
            if values.on("all")
            else "all dangling images"
        )
        text = "WARNING! This will remove:\n" + "".join(f"  - {line}\n" for line in lines)
        text += f"  - {every}\n  - unused build cache\n" if what == "system" else ""
        if what != "system":
            text = f"WARNING! This will remove {every if what == 'image' else lines[0]}.\n"
        await call.write(f"{text}\nAre you sure you want to continue? [y/N] " if what == "system" else
                         f"{text}Are you sure you want to continue? [y/N] ")  # fmt: skip
        answer = (await call.run.stdin.chunk()).decode().strip().lower()
        if answer not in ("y", "yes"):
            return 0
    freed = 0
    if what in ("system", "container"):
        gone = [one for one in call.engine.containers() if not one["State"]["Running"]]
        for one in gone:
            call.engine.remove(one["Id"])
        if gone:
            await call.write("Deleted Containers:\n" + "".join(f"{one['Id']}\n" for one in gone) + "\n")
    if what == "system":
        used = {name for one in call.engine.containers() for name in one["NetworkSettings"]["Networks"]}
        names = [name for name in call.engine.networks if name not in (*used, "bridge", "host", "none")]
        for name in names:
            del call.engine.networks[name]
        if names:
            await call.write("Deleted Networks:\n" + "".join(f"{name}\n" for name in names) + "\n")
    if what in ("system", "image"):
        used = {one["Image"] for one in call.engine.containers()}
        done: list[str] = []
        for one in call.engine.images():
            if one["Id"] not in used and (values.on("all") or not one["RepoTags"]):
                freed += one["Size"]
                done += call.engine.remove_image(one["Id"], force=True)
        if done:
            await call.write("Deleted Images:\n" + "".join(f"{line.lower()}\n" for line in done) + "\n")
    await call.write(f"Total reclaimed space: {size(freed)}\n")
    return 0


async def info(call: Call) -> int:
    """`docker info`."""
    containers = call.engine.containers()
    running = sum(1 for one in containers if one["State"]["Running"])
    spec = call.run.host.spec
    system = "Ubuntu 24.04.3 LTS" if spec.style == "modern" else "Ubuntu 16.04.2 LTS"
    await call.write(
        f"Client: Docker Engine - Community\n Version:    {VERSION}\n Context:    default\n Debug Mode: false\n\n"
        "Server:\n"
        f" Containers: {len(containers)}\n  Running: {running}\n  Paused: 0\n  Stopped: {len(containers) - running}\n"
        f" Images: {len(call.engine.images())}\n Server Version: {VERSION}\n Storage Driver: overlayfs\n"
        " Logging Driver: json-file\n Cgroup Driver: systemd\n Cgroup Version: 2\n Plugins:\n  Volume: local\n"
        "  Network: bridge host none\n Swarm: inactive\n Runtimes: io.containerd.runc.v2 runc\n Default Runtime: runc\n"
        f" Operating System: {system}\n OSType: linux\n Architecture: x86_64\n CPUs: {spec.cores}\n"
        f" Total Memory: {spec.memory_total / 2**20:.3f}GiB\n Name: {spec.name}\n Docker Root Dir: /var/lib/docker\n"
    )
    return 0


async def version(call: Call) -> int:
    """`docker version`."""
    if form := call.values.text("format"):
        data = {"Client": {"Version": VERSION, "ApiVersion": API, "Os": "linux", "Arch": "amd64"},
                "Server": {"Version": VERSION, "ApiVersion": API, "Os": "linux", "Arch": "amd64"}}  # fmt: skip
        try:
            await call.write(call.template(form, data) + "\n")
        except TemplateError as wrong:
            await call.error(f"template parsing error: {wrong}")
            return 1
        return 0
    rows = [("Version", VERSION), ("API version", API), ("Go version", "go1.25.6"), ("OS/Arch", "linux/amd64")]
    client = "".join(f" {key + ':':<18}{value}\n" for key, value in [*rows, ("Context", "default")])
    server = "".join(f"  {key + ':':<17}{value}\n" for key, value in rows)
    await call.write(
        f"Client: Docker Engine - Community\n{client}\nServer: Docker Engine - Community\n Engine:\n{server}"
    )
    return 0
