"""The images of a machine's Docker: fetched ones of the catalogue, and those that were built here."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from app.cluster.images.image import Image, Process
from app.cluster.images.runtime import Built
from app.cluster.node.runtime import ImageInfo
from app.cluster.node.termination import DEFAULT_PATH as TERMINATION
from app.host.docker_engine import Data, EngineError
from app.host.host import PATH, Host
from app.host.node import Node
from app.labs.containers import HostedRuntime
from app.network.http import Headers, Request, Response
from app.network.network import ConnectError
from app.sim.clock import rfc3339
from app.sim.image_reference import Reference, parse

PORTS = {"nginx": 80, "httpd": 80, "redis": 6379, "mysql": 3306, "mariadb": 3306, "postgres": 5432, "mongo": 27017,
         "registry": 5000, "memcached": 11211, "kubernetes-bootcamp": 8080, "wordpress": 80}  # fmt: skip
AGE = 12 * 86400.0  # how old published images are
EMPTY: Data = {"User": "", "ExposedPorts": None, "Env": [f"PATH={PATH}"], "Cmd": None, "WorkingDir": "",
               "Entrypoint": None, "Labels": None}  # fmt: skip


def split_environment(pairs: Sequence[str] | None) -> dict[str, str]:
    """`NAME=value` lines."""
    return {name: value for name, _, value in (one.partition("=") for one in pairs or ())}


def familiar(name: str) -> str:
    """docker.io/library/nginx:latest is nginx:latest."""
    return name.removeprefix("docker.io/").removeprefix("library/")


def _nothing(process: Process) -> None:
    """A scratch image has no program of its own."""


SCRATCH = Image(("scratch",), _nothing, system="scratch")


class LocalImages:
    """Images by id. Each has `tags` (whole names), `config`, `files` (over those of its base) and a `base`."""

    def __init__(self, runtime: HostedRuntime, host: Host, kept: Mapping[str, Any] | None = None) -> None:
        self.runtime, self.host = runtime, host
        self._images: dict[str, Data] = dict((kept or {}).get("own") or {})
        for name, identity in ((kept or {}).get("published") or {}).items():
            self._publish(name, identity)
        self._given: list[str] = []

    def kept_images(self) -> Data:
        """JSON data."""
        published = {
            name: built.identity for name, built in self.runtime.built.items() if built.identity in self._images
        }
        return {"own": self._images, "published": published}

    # -- looking

    def images(self) -> list[Data]:
        """Every image, the latest first."""
        return sorted((self._shown(one) for one in self._images.values()), key=lambda one: one["Created"], reverse=True)

    def _named(self, name: str) -> Data | None:
        reference = parse(name)
        for one in self._images.values():
            if reference is not None and reference.name in one["tags"]:
                return one
        wanted = name.removeprefix("sha256:")
        if len(wanted) >= 4 and all(letter in "0123456789abcdef" for letter in wanted):
            return next((one for one in self._images.values() if one["id"].startswith(wanted)), None)
        return None

    def image(self, name: str) -> Data | None:
        """An image by name or id."""
        found = self._named(name)
        return self._shown(found) if found is not None else None

    def config(self, identity: str) -> Data:
        """The configuration of an image, also of one whose names are gone."""
        found: Data = self._images.get(identity.removeprefix("sha256:"), {"config": EMPTY})["config"]
        return found

    def _shown(self, one: Data) -> Data:
        digest = one["digest"]
        names = [familiar(tag.rpartition(":")[0]) for tag in one["tags"]]
        return {
            "Id": f"sha256:{one['id']}", "RepoTags": [familiar(tag) for tag in one["tags"]],
            "RepoDigests": [f"{name}@{digest}" for name in dict.fromkeys(names)] if digest else [],
            "Comment": "" if digest else "buildkit.dockerfile.v0", "Created": rfc3339(one["created"]),
            "Config": {key: value for key, value in one["config"].items() if key != "Modes"},
            "Architecture": "amd64", "Os": "linux", "Size": one["size"],
            "RootFS": {"Type": "layers", "Layers": [f"sha256:{layer}" for layer in one["layers"]]},
            "Metadata": {"LastTagTime": rfc3339(one["created"])}, "History": one["history"],
        }  # fmt: skip

    # -- from and to registries

    def pull(self, name: str) -> tuple[Data, bool]:
        """Fetch an image."""
        reference = parse(name)
        if reference is None:
            raise EngineError("invalid reference format", 125)
        if (own := self._from_registry(reference)) is not None:
            return own
        info = self.runtime.image(reference.name)
        if info is None:
            raise EngineError(self._missing(reference), 125)
        identity = sha256(info.digest.encode()).hexdigest()
        new = identity not in self._images
        if new:
            self._images[identity] = self._fetched(reference, info, identity)
        self._move(reference.name, identity)
        return self._shown(self._images[identity]), new

    def _missing(self, reference: Reference) -> str:
        short = familiar(reference.repository)
        if reference.registry.startswith(("localhost", "127.")) or ":" in reference.registry:
            return f'failed to resolve reference "{reference.name}": {reference.name}: not found'
        if self.runtime.repository(reference.repository):
            return f"manifest for {familiar(reference.name)} not found: manifest unknown: manifest unknown"
        return (
            f"pull access denied for {short}, repository does not exist or may require 'docker login': denied: "
            "requested access to the resource is denied"
        )

    def _fetched(self, reference: Reference, info: ImageInfo, identity: str) -> Data:
        image = self.runtime.catalogued(reference) or SCRATCH
        tag, last = reference.tag or "latest", reference.repository.rpartition("/")[2]
        own = dict(image.environment(tag)) if image.environment else {}
        env = [f"{key}={value}" for key, value in {"PATH": PATH, **own}.items()]
        config = {
            **EMPTY, "Env": env, "Cmd": list(image.command) or None, "Entrypoint": list(image.entrypoint) or None,
            "WorkingDir": image.working_dir, "User": image.user,
            "ExposedPorts": {f"{PORTS[last]}/tcp": {}} if last in PORTS else None,
        }  # fmt: skip
        layers = [
            sha256(f"{info.digest}{number}".encode()).hexdigest() for number in range(1 + info.size // 20_000_000)
        ]
        shell = json.dumps(config["Cmd"] or ["sh"])
        created = self.host.clock.now - AGE
        history = [[created, f"CMD {shell}", 0], [created, "COPY / / # buildkit", int(info.size * 2.6)]]
        return {
            "id": identity, "tags": [], "digest": info.digest, "created": created, "size": int(info.size * 2.6),
            "config": config, "base": reference.name, "files": {}, "layers": layers[:7], "history": history,
        }  # fmt: skip

    def _move(self, name: str, identity: str) -> None:
        """A name goes to another image."""
        for one in self._images.values():
            if name in one["tags"]:
                one["tags"].remove(name)
        self._images[identity]["tags"].append(name)

    def _exchange(self, reference: Reference, method: str, body: bytes = b"") -> Response | None:
        """Talk to a registry of this lab; None when the name is one of the world outside, or nobody listens."""
        host, colon, port = reference.registry.partition(":")
        if not colon:
            return None
        path = f"/v2/{reference.repository.partition('/')[2]}/manifests/{reference.tag}"
        request = Request(method, path, Headers({"Host": reference.registry}), body)
        found: list[Response] = []
        self.host.network.exchange(self.host.interface, host, int(port), request, found.append)
        return found[0] if found else None

    def _from_registry(self, reference: Reference) -> tuple[Data, bool] | None:
        try:
            response = self._exchange(reference, "GET")
        except ConnectError:
            url = f"http://{reference.registry}/v2/"
            raise EngineError(f'Get "{url}": dial tcp {reference.registry}: connect: connection refused', 125) from None
        if response is None or response.status != 200 or not isinstance(response.body, bytes):
            return None
        identity = json.loads(response.body)["id"]
        kept = self.runtime.built.get(reference.name)
        new = identity not in self._images
        if new and (kept is None or kept.data is None):
            return None
        if new and kept is not None and kept.data is not None:
            self._images[identity] = {**kept.data, "tags": []}
        self._move(reference.name, identity)
        return self._shown(self._images[identity]), new

    def push(self, name: str) -> Data:
        """Put an image into its registry."""
        reference, one = parse(name), self._named(name)
        if reference is None or one is None:
            raise EngineError(f"An image does not exist locally with the tag: {name.partition(':')[0]}")
        if ":" not in reference.registry:
            raise EngineError("push access denied, repository does not exist or may require authorization: server "
                              "message: insufficient_scope: authorization failed")  # fmt: skip
        try:
            response = self._exchange(reference, "PUT", json.dumps({"id": one["id"]}).encode())
        except ConnectError:
            place = f"dial tcp {reference.registry}: connect: connection refused"
            raise EngineError(f'failed to do request: Head "http://{reference.registry}/v2/": {place}') from None
        if response is None or response.status != 201:
            raise EngineError("unexpected status from PUT request")
        self._publish(reference.name, one["id"])
        return self._shown(one)

    def _publish(self, name: str, identity: str) -> None:
        """Pods' runtimes know it by this name from now on."""
        one, reference = self._images[identity], parse(name)
        assert reference is not None
        digest = f"sha256:{sha256(identity.encode()).hexdigest()}"
        info = ImageInfo(name, digest, int(one["size"] / 2.6), tuple(one["config"]["Entrypoint"] or ()),
                         tuple(one["config"]["Cmd"] or ()), one["config"]["User"])  # fmt: skip
        own = self.invocation(identity, None, None)
        program = self.program_of(identity)
        self.runtime.built[name] = Built(identity, program or SCRATCH, info, *own, data={**one, "tags": []})

    def give(self, image: str, node: Node) -> bool:
        """Hand an image to a node's runtime."""
        one, reference = self._named(image), parse(image)
        if one is None or reference is None:
            return False
        if one["base"] != reference.name or one["files"]:
            self._publish(reference.name, one["id"])
        return not isinstance(node.pull(image), str)

    # -- names

    def tag(self, source: str, target: str) -> None:
        """One more name."""
        one, reference = self._named(source), parse(target)
        if one is None:
            raise EngineError(f"No such image: {source if ':' in source else source + ':latest'}")
        if reference is None:
            raise EngineError(
                f'Error parsing reference: "{target}" is not a valid repository/tag: invalid reference format'
            )
        self._move(reference.name, one["id"])

    def remove_image(self, name: str, *, force: bool) -> list[str]:
        """Take a name away, and the image with its last one."""
        one, reference = self._named(name), parse(name)
        if one is None:
            raise EngineError(f"No such image: {name if ':' in name else name + ':latest'}")
        by_name = reference is not None and reference.name in one["tags"]
        if not by_name and len(one["tags"]) > 1 and not force:
            raise EngineError(f"conflict: unable to delete {one['id'][:12]} (must be forced) - image is referenced in "
                              "multiple repositories")  # fmt: skip
        users = [each for each in self.users(one["id"]) if by_name is False or len(one["tags"]) == 1]
        if users and not force:
            state, identity = users[0]
            how = "cannot be forced" if state == "running" else "must be forced"
            what = f"container {identity[:12]} is using its referenced image {one['id'][:12]}"
            if by_name:
                raise EngineError(f'conflict: unable to remove repository reference "{name}" ({how}) - {what}')
            which = f"{'running' if state == 'running' else 'stopped'} container {identity[:12]}"
            raise EngineError(f"conflict: unable to delete {one['id'][:12]} ({how}) - image is being used by {which}")
        gone = [reference.name] if by_name and reference is not None else list(one["tags"])
        done = [f"Untagged: {familiar(tag)}" for tag in gone]
        one["tags"] = [tag for tag in one["tags"] if tag not in gone]
        if not one["tags"]:
            if one["digest"]:
                done += [f"Untagged: {familiar(tag.rpartition(':')[0])}@{one['digest']}" for tag in gone]
            if not users:
                del self._images[one["id"]]
                done += [f"Deleted: sha256:{one['id']}", *(f"Deleted: sha256:{layer}" for layer in one["layers"])]
        return done

    def users(self, identity: str) -> list[tuple[str, str]]:
        """(state, id) of the containers that are made of an image."""
        return [(one["State"]["Status"], one["Id"]) for one in self.containers()
                if one["Image"].removeprefix("sha256:") == identity]  # fmt: skip

    def containers(self) -> list[Data]:
        """The engine's."""
        raise NotImplementedError

    # -- built ones

    def commit(
        self, base: str, name: str, changes: Mapping[str, bytes | None], config: Data, history: Sequence[str]
    ) -> Data:
        """A new image over another one."""
        under = self._named(base) if base != "scratch" else None
        files: dict[str, str | None] = dict(under["files"]) if under is not None else {}
        for path, data in changes.items():
            files[path] = base64.b64encode(data).decode() if data is not None else None
        grown = sum(len(data) for data in changes.values() if data is not None)
        origin, before = (under["id"], under["history"]) if under is not None else ("scratch", [])
        content = json.dumps([origin, files, config, list(history)], sort_keys=True)
        identity = sha256(content.encode()).hexdigest()
        now = self.host.clock.now
        layers = list(under["layers"]) if under is not None else []
        if grown:
            layers.append(sha256(f"layer {content}".encode()).hexdigest())
        rows = [[now, text, grown if not at else 0] for at, text in enumerate(reversed(history))]
        known = self._images.get(identity)
        self._images[identity] = {
            "id": identity, "tags": known["tags"] if known else [], "digest": "",
            "created": known["created"] if known else now, "size": (under["size"] if under else 0) + grown,
            "config": config, "base": under["base"] if under else "scratch", "files": files, "layers": layers,
            "history": [*rows, *before],
        }  # fmt: skip
        if name:
            reference = parse(name)
            if reference is None:
                raise EngineError(f'invalid tag "{name}": invalid reference format', 125)
            self._move(reference.name, identity)
        return self._shown(self._images[identity])

    def reference(self, identity: str, given: str) -> str:
        """The name by which programs see what they are: of the base's tag for built images."""
        one = self._images.get(identity.removeprefix("sha256:"))
        return given if one is None or one["base"] == "scratch" else str(one["base"])

    def invocation(
        self, identity: str, entrypoint: Sequence[str] | None, command: Sequence[str] | None
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Entry point and arguments as a pod would give them: nothing where the catalogue's own is meant."""
        one = self._images.get(identity.removeprefix("sha256:"))
        base = self._base(one) if one is not None else SCRATCH
        config = self.config(identity)
        own_entrypoint, own_command = tuple(config["Entrypoint"] or ()), tuple(config["Cmd"] or ())
        if entrypoint is not None:
            return tuple(entrypoint), tuple(command or ())
        if own_entrypoint == base.entrypoint:
            same = command is None and own_command == base.command
            return (), () if same else tuple(command if command is not None else own_command)
        return own_entrypoint, tuple(command if command is not None else own_command)

    def _base(self, one: Data) -> Image:
        reference = parse(one["base"])
        if one["base"] == "scratch" or reference is None:
            return SCRATCH
        return self.runtime.catalogued(reference) or SCRATCH

    def program_of(self, identity: str) -> Image | None:
        """The image of a built one; None where it is the catalogue's own."""
        one = self._images.get(identity.removeprefix("sha256:"))
        if one is None or (not one["files"] and not self._changed(one)):
            return None
        base, reference = self._base(one), parse(one["base"])
        tag = (reference.tag if reference else "") or "latest"
        own = dict(base.files(tag)) if base.files else {}
        files = {path: data for path, data in own.items() if path not in one["files"]}
        files |= {path: base64.b64decode(data) for path, data in one["files"].items() if data is not None}
        files.pop(TERMINATION, None)
        env = split_environment(one["config"]["Env"])
        return replace(
            base, system=base.system_of(tag), files=lambda tag: files, environment=lambda tag: env,
            working_dir=one["config"]["WorkingDir"], user=one["config"]["User"],
            modes=one["config"].get("Modes") or {},
        )  # fmt: skip

    def _changed(self, one: Data) -> bool:
        return not one["digest"]
