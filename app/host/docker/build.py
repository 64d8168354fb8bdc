"""`docker build`: a Dockerfile's instructions, each in a container of what was built before.

Follows moby/buildkit: progress as its printers show it, errors of solver and Dockerfile frontend. Owners of files
(`COPY --chown`) are told to be lost, mounts (`RUN --mount`) are refused.
"""

from __future__ import annotations

import copy
import posixpath
import re

from app.host.docker.build_files import BuildError, Copying, Stage, tree
from app.host.docker.call import Call
from app.host.docker.dockerfile import DockerfileError, Instruction, expanded, read
from app.host.docker_engine import Data, EngineError, Wanted
from app.host.streams import Collected
from app.kubectl.flags import Flag

FLAGS = (
    Flag("tag", "array", "", "t", help='Name and optionally a tag (format: "name:tag")'),
    Flag("file", "string", "", "f", help='Name of the Dockerfile (default: "PATH/Dockerfile")'),
    Flag("build-arg", "array", help="Set build-time variables"),
    Flag("target", help="Set the target build stage to build"),
    Flag("quiet", "bool", "false", "q", help="Suppress the build output and print image ID on success"),
    Flag("label", "array", help="Set metadata for an image"),
    Flag("no-cache", "bool", "false", help="Do not use cache when building the image"),
    Flag("progress", "string", "auto", help="Set type of progress output (auto, plain)"),
)  # fmt: skip
WIDTH = 76
EMPTY: Data = {"User": "", "ExposedPorts": None, "Cmd": None, "WorkingDir": "", "Entrypoint": None, "Labels": None,
               "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]}  # fmt: skip


class Progress:
    """The build's output, on standard error."""

    def __init__(self, call: Call, total: int) -> None:
        form = call.values.text("progress")
        self.call, self.total, self.done = call, total, 0
        self.plain = form == "plain" or (form == "auto" and not call.run.stderr.isatty)
        self.quiet, self.rows, self.began = call.values.on("quiet"), 0, call.run.now()
        self.kept: list[str] = []

    async def step(self, text: str, *details: str, seconds: float = 0.0) -> None:
        """A step that is done."""
        self.rows += 1
        if self.plain:
            lines = [f"#{self.rows} {text}", *(f"#{self.rows} {one}" for one in details)]
            await self._write("\n".join([*lines, f"#{self.rows} DONE {seconds:.1f}s", "", ""]))
            return
        self.kept.append(_row(f" => {text}", seconds))
        self.kept += [_row(f" => => {one}", 0.0) for one in details]

    async def end(self, *, failed: bool = False) -> None:
        """All that there is to see, once it is over."""
        if self.plain:
            return
        head = f"[+] Building {self.call.run.now() - self.began:.1f}s ({self.rows}/{self.rows})"
        head += "" if failed else " FINISHED"
        await self._write(f"{head:<{WIDTH - 10}}docker:default\n" + "".join(self.kept))

    async def _write(self, text: str) -> None:
        if not self.quiet:
            await self.call.run.stderr.write(text)


def _row(text: str, seconds: float) -> str:
    end = f"{seconds:.1f}s"
    return f"{text[: WIDTH - len(end) - 1]:<{WIDTH - len(end)}}{end}\n"


async def build(call: Call) -> int:
    """`docker build [OPTIONS] PATH`."""
    values, run = call.values, call.run
    if len(call.args) != 1:
        use = "Usage:  docker buildx build [OPTIONS] PATH | URL | -\n\n"
        use += "Run 'docker buildx build --help' for more information"
        await call.error(f"ERROR: docker: 'docker buildx build' requires 1 argument\n\n{use}")
        return 1
    context = run.path(call.args[0])
    if call.args[0] == "-" or "://" in call.args[0]:
        await call.error("ERROR: only a directory is simulated as a build's context")
        return 1
    if run.kind_of(context) != "directory":
        await call.error(f'ERROR: unable to prepare context: path "{call.args[0]}" not found')
        return 1
    given = values.text("file")
    file = run.path(given) if given else posixpath.join(context, "Dockerfile")
    try:
        text = run.files.read_file(file).decode(errors="replace")
    except OSError:
        name = posixpath.basename(file)
        await call.error("ERROR: failed to build: failed to solve: failed to read dockerfile: open "
                         f"{name}: no such file or directory")  # fmt: skip
        return 1
    builder = _Builder(call, context, text)
    try:
        identity = await builder.run()
    except DockerfileError as wrong:
        await builder.show(wrong.line)
        await call.error(f"ERROR: failed to build: failed to solve: {wrong.text}")
        return 1
    except BuildError as wrong:
        await builder.fail(wrong)
        return 1
    finally:
        builder.clean()
    if values.on("quiet"):
        await call.write(f"{identity}\n")
    return 0


class _Builder(Copying):
    def __init__(self, call: Call, context: str, text: str) -> None:
        super().__init__(call, context)
        self.text = text
        self.given = dict(one.partition("=")[::2] for one in call.values.words("build-arg"))
        self.outer: dict[str, str] = {}  # arguments before the first FROM
        self.progress = Progress(call, 0)

    async def run(self) -> str:
        """Build; the image's id."""
        instructions = read(self.text)
        counts = self._counts(instructions)
        name = "Dockerfile"
        await self.progress.step(f"[internal] load build definition from {name}",
                                 f"transferring dockerfile: {len(self.text)}B done")  # fmt: skip
        number, target = 0, self.call.values.text("target")
        for one in instructions:
            if one.name == "FROM":
                if target and self.stages and self.stages[-1].name == target:
                    break
                number = 1
                await self._from(one, counts)
                continue
            if not self.stages:
                if one.name != "ARG":
                    raise _wrong(one, "no build stage in current context")
                self._argument(self.outer, one, {})
                continue
            stage = self.stages[-1]
            if one.name in ("RUN", "COPY", "ADD", "WORKDIR"):
                number += 1
            began = self.call.run.now()
            output = await self._do(stage, one)
            if one.name in ("RUN", "COPY", "ADD", "WORKDIR"):
                label = f"[{self._label(stage)}{number}/{counts[len(self.stages) - 1]}] {one.text}"
                shown = [f"{self.call.run.now() - began:.3f} {line}" for line in output.splitlines()]
                await self.progress.step(label, *(shown if self.progress.plain else ()),
                                         seconds=self.call.run.now() - began)  # fmt: skip
        if not self.stages:
            raise DockerfileError("no build stage in current context")
        if target and self.stages[-1].name != target:
            raise BuildError(f'target stage "{target}" could not be found')
        return await self._export()

    @staticmethod
    def _counts(instructions: list[Instruction]) -> list[int]:
        found: list[int] = []
        for one in instructions:
            if one.name == "FROM":
                found.append(1)
            elif found and one.name in ("RUN", "COPY", "ADD", "WORKDIR"):
                found[-1] += 1
        return found

    def _label(self, stage: Stage) -> str:
        several = sum(1 for one in read(self.text) if one.name == "FROM") > 1
        return f"{stage.name or 'stage-' + str(len(self.stages) - 1)} " if several else ""

    async def _from(self, one: Instruction, counts: list[int]) -> None:
        if self.stages:
            self._commit(self.stages[-1], "")
        found = re.fullmatch(r"(\S+)(?:\s+[Aa][Ss]\s+(\S+))?", expanded(one.rest, {**self.outer, **self.given_outer()}))
        if found is None:
            raise _wrong(one, "FROM requires either one or three arguments")
        base, name = found[1], found[2] or ""
        earlier = next((stage for stage in self.stages if stage.name and stage.name == base), None)
        engine, config = self.call.engine, copy.deepcopy(EMPTY)
        if earlier is not None:
            base = earlier.image
        elif base != "scratch":
            whole = base if ":" in base.rpartition("/")[2] or "@" in base else f"{base}:latest"
            full = f"docker.io/{whole if '/' in whole else 'library/' + whole}" if not _has_registry(whole) else whole
            try:
                new = engine.image(whole) is None
                if new:
                    engine.pull(whole)
                    await self.call.run.sleep(1.0)
            except EngineError as wrong:
                await self.progress.step(f"ERROR [internal] load metadata for {full}")
                why = "not found" if "manifest" in wrong.text or "not found" in wrong.text else (
                    "pull access denied, repository does not exist or may require authorization: server message: "
                    "insufficient_scope: authorization failed")  # fmt: skip
                raise BuildError(f"{base}: failed to resolve source metadata for {full}: "
                                 + (f"{full}: not found" if why == "not found" else why), one) from None  # fmt: skip
            await self.progress.step(f"[internal] load metadata for {full}", seconds=1.0 if new else 0.0)
        if base != "scratch":
            image = engine.image(base)
            assert image is not None
            config = copy.deepcopy(image["Config"])
        container = engine.create(Wanted(base, command=["build"]))["Id"] if base != "scratch" else ""
        stage = Stage(name, base, container, config)
        self.stages.append(stage)
        if container:
            stage.before = tree(engine.inside(container).files)
        await self.progress.step(f"[{self._label(stage)}1/{counts[len(self.stages) - 1]}] FROM {found[1]}")

    def given_outer(self) -> dict[str, str]:
        """Build arguments that are declared before the first FROM."""
        return {key: value for key, value in self.given.items() if key in self.outer}

    def _argument(self, into: dict[str, str], one: Instruction, variables: dict[str, str]) -> None:
        for word in one.words(variables):
            name, equals, value = word.partition("=")
            into[name] = self.given.get(name, value if equals else self.outer.get(name, ""))

    async def _do(self, stage: Stage, one: Instruction) -> str:
        """One instruction; what a RUN has printed."""
        config, variables = stage.config, stage.variables()
        stage.history.append(f"{one.text} # buildkit")
        match one.name:
            case "RUN":
                return await self._run(stage, one)
            case "COPY" | "ADD":
                self.copy(stage, one)
            case "WORKDIR":
                where = posixpath.join(config["WorkingDir"] or "/", expanded(one.rest, variables))
                config["WorkingDir"] = posixpath.normpath(where)
                self.inside(stage).make_directory(config["WorkingDir"])
            case "ENV":
                self._env(config, one, variables)
            case "ARG":
                self._argument(stage.arguments, one, variables)
            case "LABEL":
                pairs = dict(word.partition("=")[::2] for word in one.words(variables))
                config["Labels"] = {**(config["Labels"] or {}), **pairs}
            case "EXPOSE":
                ports: dict[str, Data] = {word if "/" in word else f"{word}/tcp": {} for word in one.words(variables)}
                config["ExposedPorts"] = {**(config["ExposedPorts"] or {}), **ports}
            case "USER":
                config["User"] = expanded(one.rest, variables)
            case "CMD" | "ENTRYPOINT":
                words = one.form()
                config["Cmd" if one.name == "CMD" else "Entrypoint"] = words if words is not None else [
                    "/bin/sh", "-c", one.rest]  # fmt: skip
                if one.name == "ENTRYPOINT" and not any(past.startswith("CMD ") for past in stage.history):
                    config["Cmd"] = None
            case "MAINTAINER":
                config["Labels"] = {**(config["Labels"] or {}), "maintainer": one.rest}
            case "VOLUME":
                for word in one.words(variables):
                    self.inside(stage).make_directory(word)
            case "HEALTHCHECK" | "SHELL" | "STOPSIGNAL" | "ONBUILD":
                self.lost.append(f"{one.name} is not simulated (line {one.line})")
        return ""

    @staticmethod
    def _env(config: Data, one: Instruction, variables: dict[str, str]) -> None:
        first, _, rest = one.rest.partition(" ")
        pairs = {first: expanded(rest.strip(), variables)} if "=" not in first else dict(
            word.partition("=")[::2] for word in one.words(variables))  # fmt: skip
        own = dict(each.partition("=")[::2] for each in config["Env"] or ())
        config["Env"] = [f"{key}={value}" for key, value in {**own, **pairs}.items()]

    async def _run(self, stage: Stage, one: Instruction) -> str:
        if unknown := set(one.flags):
            raise BuildError(f"RUN --{sorted(unknown)[0]} is not simulated", one)
        if not stage.container:
            why = 'exec: "/bin/sh": stat /bin/sh: no such file or directory'
            raise BuildError(f'process "/bin/sh -c {one.rest}" did not complete successfully: {why}', one)
        words = one.form() or ["/bin/sh", "-c", one.rest]
        out = Collected()
        env = stage.variables()
        status = await self.call.engine.perform(stage.container, words, env, stage.config["WorkingDir"] or "/", out)
        text = bytes(out.data).decode(errors="replace")
        if status:
            shown = " ".join(words) if one.form() else f"/bin/sh -c {one.rest}"
            raise BuildError(f'process "{shown}" did not complete successfully: exit code: {status}', one, text)
        return text

    # -- the end

    def _commit(self, stage: Stage, name: str) -> Data:
        after = tree(self.inside(stage))
        changes: dict[str, bytes | None] = {path: None for path in stage.before if path not in after}
        changes |= {path: data for path, (data, _) in after.items() if stage.before.get(path, (None, 0))[0] != data}
        modes = {path: mode for path, (data, mode) in after.items() if stage.before.get(path) != (data, mode)}
        config = {**stage.config, "Modes": {**(stage.config.get("Modes") or {}), **modes}}
        made = self.call.engine.commit(stage.base, name, changes, config, stage.history)
        stage.image = made["Id"]
        return made

    async def _export(self) -> str:
        stage, tags = self.stages[-1], self.call.values.words("tag")
        pairs = dict(one.partition("=")[::2] for one in self.call.values.words("label"))
        if pairs:
            stage.config["Labels"] = {**(stage.config["Labels"] or {}), **pairs}
        try:
            made = self._commit(stage, tags[0] if tags else "")
            for tag in tags[1:]:
                self.call.engine.tag(made["Id"], tag)
        except EngineError as wrong:
            raise BuildError(wrong.text) from None
        names = [tag if _has_registry(tag) else f"docker.io/{tag if '/' in tag else 'library/' + tag}" for tag in tags]
        names = [name if ":" in name.rpartition("/")[2] else f"{name}:latest" for name in names]
        await self.progress.step("exporting to image", "exporting layers", f"writing image {made['Id']}",
                                 *(f"naming to {name}" for name in names))  # fmt: skip
        await self.progress.end()
        if self.lost and not self.call.values.on("quiet"):
            await self.call.error(f"\n {len(self.lost)} warning{'s' if len(self.lost) > 1 else ''} found:")
            for text in self.lost:
                await self.call.error(f" - {text}")
        return str(made["Id"])

    def clean(self) -> None:
        """The containers were only for building."""
        for identity in [*(stage.container for stage in self.stages), *self.extra]:
            if identity:
                self.call.engine.remove(identity)

    async def show(self, line: int) -> None:
        """The part of the Dockerfile around a line."""
        if not line:
            return
        lines = self.text.splitlines()
        await self.call.error(f"Dockerfile:{line}\n{'-' * 20}")
        for number in range(max(1, line - 2), min(len(lines), line + 2) + 1):
            mark = ">>> " if number == line else "    "
            await self.call.error(f"{number:4} | {mark}{lines[number - 1]}")
        await self.call.error("-" * 20)

    async def fail(self, wrong: BuildError) -> None:
        """Say where and why."""
        if wrong.at is not None and self.stages:
            await self.progress.step(f"ERROR {wrong.at.text}")
        await self.progress.end(failed=True)
        if wrong.at is not None:
            shown = "".join(f"0.100 {line}\n" for line in wrong.output.splitlines())
            await self.call.run.stderr.write(f"------\n > {wrong.at.text}:\n{shown}------\n")
            await self.show(wrong.at.line)
        await self.call.error(f"ERROR: failed to build: failed to solve: {wrong.text}")


def _wrong(one: Instruction, text: str) -> DockerfileError:
    return DockerfileError(f"dockerfile parse error on line {one.line}: {text}", one.line)


def _has_registry(name: str) -> bool:
    first, slash, _ = name.partition("/")
    return bool(slash) and ("." in first or ":" in first or first == "localhost")
