"""`docker ps`, `images`, `inspect`, `port`, `top`, `stats`, `history`. Follows docker/cli cli/command/formatter."""

from __future__ import annotations

import json
from typing import Any

from app.host.docker.call import Call, TemplateError, mebibytes, name_of, size, span, table
from app.host.docker_engine import Data, EngineError
from app.kubectl.flags import Flag
from app.sim.clock import parse_rfc3339

FORMAT = Flag("format", help="Format output using a custom template")
NO_TRUNC = Flag("no-trunc", "bool", "false", help="Don't truncate output")
QUIET = Flag("quiet", "bool", "false", "q", help="Only display IDs")
FILTER = Flag("filter", "array", "", "f", help="Filter output based on conditions provided")
PS_FLAGS = (
    Flag("all", "bool", "false", "a", help="Show all containers (default shows just running)"), QUIET, FILTER, FORMAT,
    NO_TRUNC, Flag("last", "int", "-1", "n", help="Show n last created containers (includes all states)"),
    Flag("latest", "bool", "false", "l", help="Show the latest created container (includes all states)"),
    Flag("size", "bool", "false", "s", help="Display total file sizes"),
)  # fmt: skip
IMAGES_FLAGS = (
    Flag("all", "bool", "false", "a", help="Show all images (default hides intermediate images)"), QUIET, FILTER,
    FORMAT, NO_TRUNC, Flag("digests", "bool", "false", help="Show digests"),
)  # fmt: skip
INSPECT_FLAGS = (
    Flag("format", "string", "", "f", help="Format output using a custom template"),
    Flag("type", help="Only inspect objects of the given type"),
)
STATS_FLAGS = (
    Flag("no-stream", "bool", "false", help="Disable streaming stats and only pull the first result"),
    Flag("all", "bool", "false", "a", help="Show all containers (default shows just running)"), FORMAT,
)  # fmt: skip
HISTORY_FLAGS = (QUIET, NO_TRUNC)
PS_FILTERS = ("name", "id", "status", "label", "ancestor", "exited", "network", "volume")


def ports(container: Data) -> str:
    """0.0.0.0:8080->80/tcp, [::]:8080->80/tcp."""
    found = []
    for port, bound in sorted((container["NetworkSettings"]["Ports"] or {}).items()):
        for one in bound or ():
            address = one["HostIp"]
            found.append(f"{address}:{one['HostPort']}->{port}")
            if address == "0.0.0.0":
                found.append(f"[::]:{one['HostPort']}->{port}")
        if not bound:
            found.append(port)
    return ", ".join(found)


def state(container: Data, now: float) -> str:
    """Up 5 minutes, Exited (0) 3 seconds ago. Follows moby container/state.go: String."""
    found = container["State"]
    if found["Running"]:
        return f"Up {span(now - parse_rfc3339(found['StartedAt']))}"
    ago = f"{span(now - parse_rfc3339(found['FinishedAt']))} ago" if not found["FinishedAt"].startswith("0001") else ""
    if found["Restarting"]:
        return f"Restarting ({found['ExitCode']}) {ago}"
    return f"Exited ({found['ExitCode']}) {ago}" if ago else "Created"


def row_of(call: Call, one: Data) -> dict[str, Any]:
    """What `--format` knows of a container."""
    now, full = call.run.now(), call.values.on("no-trunc")
    command = " ".join([one["Path"], *one["Args"]])
    shown = command if full or len(command) <= 20 else command[:19] + "…"
    settings = one["NetworkSettings"]["Networks"]
    labels = ",".join(f"{key}={value}" for key, value in sorted(one["Config"]["Labels"].items()))
    return {
        "ID": one["Id"] if full else one["Id"][:12], "Image": one["Config"]["Image"], "Command": f'"{shown}"',
        "CreatedAt": one["Created"], "RunningFor": f"{span(now - parse_rfc3339(one['Created']))} ago",
        "Ports": ports(one) if one["State"]["Running"] else "", "State": one["State"]["Status"],
        "Status": state(one, now), "Names": name_of(one), "Labels": labels, "Networks": ",".join(settings),
        "Mounts": ",".join(each.get("Name") or each["Source"] for each in one["Mounts"]), "Size": "0B (virtual 0B)",
    }  # fmt: skip


def _fits(one: Data, key: str, value: str) -> bool:
    name, _, wanted = value.partition("=")
    labels = one["Config"]["Labels"]
    facts: dict[str, bool] = {
        "name": value.strip("^$/") == name_of(one) if value[:1] == "^" else value in name_of(one),
        "id": one["Id"].startswith(value), "status": one["State"]["Status"] == value,
        "label": name in labels and (not wanted or labels[name] == wanted),
        "ancestor": one["Config"]["Image"] in (value, f"{value}:latest") or one["Image"].endswith(value),
        "exited": not one["State"]["Running"] and str(one["State"]["ExitCode"]) == value,
        "network": value in one["NetworkSettings"]["Networks"],
        "volume": any(value in (each.get("Name"), each["Destination"]) for each in one["Mounts"]),
    }  # fmt: skip
    return facts[key]


async def ps(call: Call) -> int:
    """`docker ps`."""
    values = call.values
    count = 1 if values.on("latest") else values.number("last")
    wanted: dict[str, list[str]] = {}
    for text in values.words("filter"):
        key, equals, value = text.partition("=")
        if not equals:
            await call.error(f'invalid argument "{text}" for "-f, --filter" flag: invalid filter \'{text}\'')
            return 125
        if key not in PS_FILTERS:
            await call.error(f"Error response from daemon: invalid filter '{key}'")
            return 1
        wanted.setdefault(key, []).append(value)
    everything = values.on("all") or count > 0 or "status" in wanted or "exited" in wanted
    found = [
        one for one in call.engine.containers()
        if (everything or one["State"]["Running"])
        and all(any(_fits(one, key, value) for value in given) for key, given in wanted.items())
    ]  # fmt: skip
    found = found[:count] if count > 0 else found
    if values.on("quiet"):
        await call.write("".join(f"{one['Id'] if values.on('no-trunc') else one['Id'][:12]}\n" for one in found))
        return 0
    rows = [row_of(call, one) for one in found]
    header = {"ID": "CONTAINER ID", "Image": "IMAGE", "Command": "COMMAND", "RunningFor": "CREATED",
              "Status": "STATUS", "Ports": "PORTS", "Names": "NAMES"}  # fmt: skip
    if values.on("size"):
        header["Size"] = "SIZE"
    return await show(call, rows, header)


async def show(call: Call, rows: list[dict[str, Any]], header: dict[str, str]) -> int:
    """A table, or what `--format` says: `table ...`, json, or a template a row."""
    form = call.values.text("format") if "format" in call.values else ""
    if form == "json":
        await call.write("".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows))
        return 0
    if form and form != "table":
        text = form.removeprefix("table ").replace("\\t", "\t").replace("\\n", "\n")
        titles = {key: header.get(key, key.upper()) for key in (rows[0] if rows else header)}
        try:
            lines = [call.template(text, row) for row in ([titles] if form.startswith("table ") else []) + rows]
        except TemplateError as wrong:
            await call.error(f"failed to execute template: {wrong}")
            return 1
        if form.startswith("table "):
            await call.write(table([line.split("\t") for line in lines]))
        else:
            await call.write("".join(f"{line}\n" for line in lines))
        return 0
    await call.write(table([list(header.values()), *([str(row[key]) for key in header] for row in rows)]))
    return 0


async def images(call: Call) -> int:
    """`docker images [NAME[:TAG]]`."""
    values, now = call.values, call.run.now()
    if len(call.args) > 1:
        await call.error("docker: 'docker images' requires at most 1 argument\n\nUsage:  docker images [OPTIONS] "
                         "[REPOSITORY[:TAG]]\n\nRun 'docker images --help' for more information")  # fmt: skip
        return 1
    name, colon, tag = call.args[0].partition(":") if call.args else ("", "", "")
    filters = dict(one.partition("=")[::2] for one in values.words("filter"))
    unknown = [key for key in filters if key not in ("dangling", "reference")]
    if unknown:
        await call.error(f"Error response from daemon: invalid filter '{unknown[0]}'")
        return 1
    rows = []
    for one in call.engine.images():
        for full in one["RepoTags"] or ["<none>:<none>"]:
            repository, _, own = full.rpartition(":")
            if (name and repository != name) or (colon and own != tag):
                continue
            if filters.get("dangling") == "true" and one["RepoTags"]:
                continue
            if "reference" in filters and filters["reference"] not in (repository, full):
                continue
            identity = one["Id"] if values.on("no-trunc") else one["Id"].removeprefix("sha256:")[:12]
            ago = f"{span(now - parse_rfc3339(one['Created']))} ago"
            digest = one["RepoDigests"][0].partition("@")[2] if one["RepoDigests"] else "<none>"
            rows.append({"Repository": repository, "Tag": own, "Digest": digest, "ID": identity, "CreatedSince": ago,
                         "CreatedAt": one["Created"], "Size": size(one["Size"])})  # fmt: skip
    if values.on("quiet"):
        await call.write("".join(f"{identity}\n" for identity in dict.fromkeys(str(row["ID"]) for row in rows)))
        return 0
    header = {"Repository": "REPOSITORY", "Tag": "TAG", "ID": "IMAGE ID", "CreatedSince": "CREATED", "Size": "SIZE"}
    if values.on("digests"):
        header = {"Repository": "REPOSITORY", "Tag": "TAG", "Digest": "DIGEST", "ID": "IMAGE ID",
                  "CreatedSince": "CREATED", "Size": "SIZE"}  # fmt: skip
    return await show(call, rows, header)


def find(call: Call, name: str, kind: str) -> Data:
    """Any object by its name; EngineError."""
    engine = call.engine
    if kind in ("", "container"):
        try:
            return engine.container(name)
        except EngineError:
            if kind:
                raise
    if kind in ("", "image") and (image := engine.image(name)) is not None:
        return {key: value for key, value in image.items() if key != "History"}
    if kind in ("", "network") and name in engine.networks:
        return engine.networks[name]
    if kind in ("", "volume") and name in engine.volumes:
        return engine.volumes[name]
    raise EngineError(f"No such {kind or 'object'}: {name}")


async def inspect(call: Call) -> int:
    """`docker inspect`, of one kind or of any."""
    group = call.path.partition(" ")[0]
    kind = group if group in ("image", "network", "volume", "container") else call.values.text("type")
    found, missing, form = [], [], call.values.text("format")
    for name in call.args:
        try:
            found.append(find(call, name, kind))
        except EngineError as wrong:
            kinds = {"network": f"network {name} not found", "volume": f"get {name}: no such volume"}
            text = kinds.get(kind, wrong.text)
            missing.append(f"Error response from daemon: {text}" if kind else f"Error: {wrong.text}")
    if form and form != "json":
        try:
            await call.write("".join(f"{call.template(form, one)}\n" for one in found))
        except TemplateError as wrong:
            await call.error(f"template parsing error: {wrong}")
            return 1
    else:
        await call.write(json.dumps(found, indent=4, ensure_ascii=False) + "\n")
    for text in missing:
        await call.error(text)
    return 1 if missing else 0


async def port(call: Call) -> int:
    """`docker port CONTAINER [PORT]`."""
    container = call.engine.container(call.args[0])
    bound = {name: each for name, each in (container["NetworkSettings"]["Ports"] or {}).items() if each}
    if len(call.args) > 1:
        wanted = call.args[1] if "/" in call.args[1] else f"{call.args[1]}/tcp"
        if wanted not in bound:
            await call.error(f"Error: No public port '{wanted}' published for {call.args[0]}")
            return 1
        bound = {wanted: bound[wanted]}
    for name, each in bound.items():
        for one in each:
            start = "" if len(call.args) > 1 else f"{name} -> "
            await call.write(f"{start}{one['HostIp']}:{one['HostPort']}\n")
            if one["HostIp"] == "0.0.0.0":
                await call.write(f"{start}[::]:{one['HostPort']}\n")
    return 0


async def top(call: Call) -> int:
    """`docker top CONTAINER`."""
    container = call.engine.container(call.args[0])
    if not container["State"]["Running"]:
        raise EngineError(f"container {container['Id']} is not running")
    rows = [["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"]]
    first = container["State"]["Pid"]
    for at in call.engine.inside(call.args[0]).processes.all():
        stamp = "00:00"
        rows.append([at.user, str(first + at.pid - 1), str(first - 20 if at.pid == 1 else first), "0", stamp, "?",
                     "00:00:00", " ".join(at.argv)])  # fmt: skip
    await call.write("".join("   ".join(cell.ljust(17) for cell in row).rstrip() + "\n" for row in rows))
    return 0


async def stats(call: Call) -> int:
    """`docker stats --no-stream`."""
    if not call.values.on("no-stream"):
        await call.error("docker stats is only simulated with --no-stream")
        return 1
    found = [call.engine.container(name) for name in call.args] or [
        one for one in call.engine.containers() if one["State"]["Running"]
    ]
    total = call.run.host.spec.memory_total << 10
    rows = []
    for one in found:
        cores, memory = call.engine.usage(one["Id"]) if one["State"]["Running"] else (0.0, 0)
        limit = one["HostConfig"]["Memory"] or total
        rows.append({
            "ID": one["Id"][:12], "Name": name_of(one), "CPUPerc": f"{cores * 100:.2f}%",
            "MemUsage": f"{mebibytes(memory)} / {mebibytes(limit)}", "MemPerc": f"{memory * 100 / limit:.2f}%",
            "NetIO": "1.05kB / 126B", "BlockIO": "0B / 0B", "PIDs": "1" if memory else "0",
        })  # fmt: skip
    return await show(call, rows, {
        "ID": "CONTAINER ID", "Name": "NAME", "CPUPerc": "CPU %", "MemUsage": "MEM USAGE / LIMIT", "MemPerc": "MEM %",
        "NetIO": "NET I/O", "BlockIO": "BLOCK I/O", "PIDs": "PIDS",
    })  # fmt: skip


async def history(call: Call) -> int:
    """`docker history IMAGE`."""
    image = call.engine.image(call.args[0])
    if image is None:
        raise EngineError(f"No such image: {call.args[0]}" + ("" if ":" in call.args[0] else ":latest"))
    rows = [["IMAGE", "CREATED", "CREATED BY", "SIZE", "COMMENT"]]
    for at, (created, text, count) in enumerate(image["History"]):
        identity = image["Id"].removeprefix("sha256:")[:12] if not at else "<missing>"
        shown = text if call.values.on("no-trunc") or len(text) <= 45 else text[:44] + "…"
        comment = "buildkit.dockerfile.v0"
        rows.append([identity, f"{span(call.run.now() - created)} ago", shown, size(count), comment])
    if call.values.on("quiet"):
        await call.write("".join(f"{row[0]}\n" for row in rows[1:]))
        return 0
    await call.write(table(rows))
    return 0
