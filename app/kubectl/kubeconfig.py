"""The kubeconfig: which files, how they merge, and what they say about the server and about us.

Follows kubernetes client-go/tools/clientcmd: loader.go, client_config.go, validation.go.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from app.kubectl import credential_files, in_cluster
from app.kubectl.errors import ConfigurationError, KubectlError
from app.kubectl.flags import Values
from app.kubectl.machine import Machine
from app.kubectl.manifests import ManifestError, load
from app.kubectl.object_meta import json_kind
from app.network.tls import Trust
from app.sim.go_durations import SECOND, parse_duration
from app.sim.go_strings import quote

Config = dict[str, Any]  # {clusters: {name: {...}}, users: ..., contexts: ..., current-context: ""}
GO_TYPES = {"clusters": "NamedCluster", "users": "NamedAuthInfo", "contexts": "NamedContext"}
SCHEME = "k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50"
TYPE_META = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
SECTIONS = {"clusters": "cluster", "users": "user", "contexts": "context"}


@dataclass(frozen=True)
class ClientConfig:
    """Where the server is and who we are, after files and flags."""

    scheme: str
    host: str
    port: int
    prefix: str = ""  # a path in front of every request
    namespace: str = "default"
    namespace_given: bool = False
    token: str = ""
    username: str = ""
    password: str = ""
    certificate: bytes = b""  # PEM
    impersonate: tuple[tuple[str, str], ...] = ()  # header fields
    timeout: float | None = None
    loopback_default: bool = False  # no configuration at all: localhost:8080
    verbosity: int = 0
    warnings_as_errors: bool = False
    proxy: str = ""  # the URL of a proxy on the way to the server
    authority: bytes | None = None  # PEM of who may sign the server's certificate; None for those the machine trusts
    insecure: bool = False  # the server's certificate is not looked at
    server_name: str = ""  # what that certificate answers to, when it is not the host
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def netloc(self) -> str:
        """`host:port` as in the server's URL."""
        usual = {"https": 443}.get(self.scheme, 80)
        return self.host if self.port == usual else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The server's URL without a path."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def tls(self) -> bool | Trust:
        """What is asked of the server's certificate; False for plain HTTP."""
        if self.scheme != "https":
            return False
        return self.insecure or Trust(self.server_name or self.host.strip("[]"), self.authority)


def paths(machine: Machine, values: Values | None = None) -> list[str]:
    """The files that make up the configuration, most important first."""
    if values is not None and values.text("kubeconfig"):
        return [values.text("kubeconfig")]
    listed = [path for path in machine.env.get("KUBECONFIG", "").split(":") if path]
    return listed or [default_path(machine)]


def default_path(machine: Machine) -> str:
    """`~/.kube/config`."""
    return f"{machine.env.get('HOME', '/root')}/.kube/config"


def read(machine: Machine, path: str) -> Config:
    """One file's contents with its lists turned into mappings by name; {} when there is no such file."""
    try:
        data = machine.read_file(path)
    except IsADirectoryError:
        raise KubectlError(f"error loading config file {quote(path)}: read {path}: is a directory") from None
    except OSError:
        return {}
    try:
        raw = _fresh(_document(data)) if data.strip() else {}
    except ManifestError as wrong:
        raise KubectlError(f"error loading config file {quote(path)}: {wrong}") from None
    if not isinstance(raw, dict):
        raise KubectlError(
            f"error loading config file {quote(path)}: couldn't get version/kind; json parse error: json: cannot "
            f"unmarshal {json_kind(raw)} into Go value of type {TYPE_META}"
        )
    return from_document(raw, path)


@lru_cache(maxsize=64)  # every command reads the same file again
def _document(data: bytes) -> Any:
    return load(data)


def _fresh(value: Any) -> Any:
    """A copy that may be changed."""
    if isinstance(value, dict):
        return {key: _fresh(one) for key, one in value.items()}
    return [_fresh(one) for one in value] if isinstance(value, list) else value


def from_document(raw: dict[str, Any], path: str = "") -> Config:
    """A kubeconfig document in the shape used here; entries remember the file they came from as `__from__`."""
    _check_kind(raw, path)
    config: Config = {"current-context": raw.get("current-context") or "", "preferences": raw.get("preferences") or {}}
    for section, key in SECTIONS.items():
        if not isinstance(raw.get(section) or [], list):
            raise KubectlError(
                f"error loading config file {quote(path)}: json: cannot unmarshal {json_kind(raw[section])} into Go "
                f"struct field Config.{section} of type []v1.{GO_TYPES[section]}"
            )
        _check_names(raw, section, path)
        config[section] = {
            entry["name"]: {**(entry.get(key) or {}), "__from__": path}
            for entry in raw.get(section) or []
            if isinstance(entry, dict) and "name" in entry
        }
    return config


def _check_kind(raw: dict[str, Any], path: str) -> None:
    kind, version = str(raw.get("kind") or "Config"), str(raw.get("apiVersion") or "v1")
    if (kind, version) != ("Config", "v1"):
        why = f"no kind {quote(kind)} is registered for version {quote(version)} in scheme {quote(SCHEME)}"
        raise KubectlError(f"error loading config file {quote(path)}: {why}")


def _check_names(raw: dict[str, Any], section: str, path: str) -> None:
    for name in (entry.get("name") for entry in raw.get(section) or [] if isinstance(entry, dict)):
        if name is not None and not isinstance(name, str):
            field = f"{GO_TYPES[section]}.{section}.name of type string"
            why = f"json: cannot unmarshal {json_kind(name)} into Go struct field {field}"
            raise KubectlError(f"error loading config file {quote(path)}: {why}")


def merged(machine: Machine, values: Values | None = None) -> Config:
    """All files put together: the first to name something wins."""
    config: Config = {"current-context": "", "preferences": {}, "clusters": {}, "users": {}, "contexts": {}}
    explicit = values is not None and bool(values.text("kubeconfig"))
    for path in paths(machine, values):
        if explicit and not machine.kind_of(path):
            raise KubectlError(f"stat {path}: no such file or directory")
        found = read(machine, path)
        config["current-context"] = config["current-context"] or found.get("current-context", "")
        config["preferences"] = config["preferences"] or found.get("preferences", {})
        for section in SECTIONS:
            config[section] = {**found.get(section, {}), **config[section]}
    return config


def resolve(machine: Machine, values: Values, *, direct: bool = False) -> ClientConfig:
    """What the flags and files say. ConfigurationError or KubectlError when they contradict themselves.

    With `direct`, flags are checked as by commands that ask for the client first, the others ask for the namespace.
    """
    config = merged(machine, values)
    if direct:
        for name in ("context", "cluster"):
            if (given := values.text(name)) and given not in config[f"{name}s"]:
                raise KubectlError(f"{name} {quote(given)} does not exist")
    context = _context(config, values)
    cluster = _cluster(config, context, values)
    user = _user(config, context, values)
    _one_way_in(context, user, values)
    proxy = values.text("proxy-url") or str(cluster.get("proxy-url") or "")
    check_proxy(proxy, values.text("cluster") or str(context.get("cluster") or ""))
    server = values.text("server") or cluster.get("server") or "http://localhost:8080"
    scheme, host, port, prefix = split_url(server)
    if not host or not scheme or " " in host:
        raise KubectlError(f"host must be a URL or a host:port pair: {quote(server)}")
    _readable_files(machine, cluster, user, context, values)
    authority = _authority(machine, cluster, user, values) if scheme == "https" else None
    given = values.text("namespace")
    space = given or str(context.get("namespace") or "") or in_cluster.namespace(machine)
    found = ClientConfig(
        scheme, host, port, prefix,
        namespace=space,
        namespace_given=bool(given),
        token=values.text("token") or _token(machine, user),
        username=values.text("username") or str(user.get("username") or ""),
        password=values.text("password") or str(user.get("password") or ""),
        certificate=_certificate(machine, user, values) if scheme == "https" else b"",
        impersonate=_impersonation(values, user, values.text("user") or str(context.get("user") or "")),
        timeout=parse_timeout(values.text("request-timeout")),
        extra={key: user[key] for key in ("exec", "auth-provider") if user.get(key)},
        loopback_default=not cluster.get("server") and not values.text("server"),
        verbosity=values.number("v"),
        proxy=proxy,
        authority=authority,
        insecure=bool(cluster.get("insecure-skip-tls-verify")),
        server_name=str(cluster.get("tls-server-name") or ""),
        warnings_as_errors="warnings-as-errors" in values and values.on("warnings-as-errors"),
    )  # fmt: skip
    nothing = found.loopback_default and not (user or found.token or found.username or found.impersonate)
    return in_cluster.applied(machine, found) if nothing and in_cluster.is_possible(machine) else found


def _context(config: Config, values: Values) -> dict[str, Any]:
    """The context in use; empty when none is named."""
    name = values.text("context") or config["current-context"]
    found: dict[str, Any] | None = config["contexts"].get(name)
    if found is None and name:
        raise ConfigurationError(f"context was not found for specified context: {name}")
    return found or {}


def _authority(machine: Machine, cluster: Config, user: Config, values: Values) -> bytes | None:
    """Who may sign the server's certificate; KubectlError for certificates and keys that are none."""
    authority = _contents(machine, cluster, values, "certificate-authority")
    credential_files.check(
        authority=authority,
        certificate=_contents(machine, user, values, "client-certificate"),
        key=_contents(machine, user, values, "client-key"),
        insecure=bool(cluster.get("insecure-skip-tls-verify")),
    )
    return authority


def _one_way_in(context: dict[str, Any], user: dict[str, Any], values: Values) -> None:
    """Refuse a token together with a name and password."""
    given = {key: values.text(key) or user.get(key) for key in ("token", "username", "password")}
    if (given["token"] or user.get("tokenFile")) and (given["username"] or given["password"]):
        owner = values.text("user") or str(context.get("user") or "")
        raise KubectlError(
            f"more than one authentication method found for {owner}; found [token basicAuth], only one is allowed"
        )


def check_proxy(url: str, cluster: str) -> None:
    """KubectlError for the URL of a proxy that there cannot be."""
    scheme, found, rest = url.partition("://")
    if url.startswith(":") or (found and not rest):
        raise KubectlError(f"invalid 'proxy-url' {quote(url)} for cluster {quote(cluster)}: could not parse: {url}")
    scheme = scheme if found else ""
    if url and scheme not in ("http", "https", "socks5"):
        raise KubectlError(
            f"invalid 'proxy-url' {quote(url)} for cluster {quote(cluster)}: unsupported scheme {quote(scheme)}, "
            "must be http, https, or socks5"
        )


def split_url(server: str) -> tuple[str, str, int, str]:
    """(scheme, host, port, path prefix) of a server's address."""
    scheme, found, rest = server.partition("://")
    if not found:
        scheme, rest = "http", server
    netloc, _, path = rest.partition("/")
    host, colon, port = netloc.rpartition(":")
    if not colon or not port.isdigit():
        host, port = netloc, "443" if scheme == "https" else "80"
    return scheme, host, int(port), f"/{path.strip('/')}" if path.strip("/") else ""


def _cluster(config: Config, context: dict[str, Any], values: Values) -> dict[str, Any]:
    name = values.text("cluster") or str(context.get("cluster") or "")
    cluster = config["clusters"].get(name)
    if cluster is None and values.text("cluster"):
        raise KubectlError(f"no server found for cluster {quote(name)}")
    return _overridden(dict(cluster or {}), values)


def _overridden(cluster: dict[str, Any], values: Values) -> dict[str, Any]:
    """The entry with what flags say of the server's certificate; naming an authority, or none, drops the entry's."""
    authority, insecure = values.text("certificate-authority"), values.on("insecure-skip-tls-verify")
    if authority or insecure:
        cluster.pop("certificate-authority-data", None)
        cluster |= {"certificate-authority": authority, "insecure-skip-tls-verify": insecure}
    if values.text("tls-server-name") or values.text("server"):
        cluster["tls-server-name"] = values.text("tls-server-name")
    return cluster


def _user(config: Config, context: dict[str, Any], values: Values) -> dict[str, Any]:
    name = values.text("user") or str(context.get("user") or "")
    user = config["users"].get(name)
    if user is None and values.text("user"):
        raise KubectlError(f"auth info {quote(name)} does not exist")
    return dict(user or {})


def _readable_files(
    machine: Machine, cluster: dict[str, Any], user: dict[str, Any], context: dict[str, Any], values: Values
) -> None:
    """Complain about the first certificate file that cannot be read, as the validation of a configuration does."""
    cluster_name = values.text("cluster") or str(context.get("cluster") or "")
    user_name = values.text("user") or str(context.get("user") or "")
    checks = (
        ("certificate-authority", cluster, cluster_name),
        ("client-certificate", user, user_name),
        ("client-key", user, user_name),
    )
    for key, entry, owner in checks:
        path = values.text(key) or located(entry, key)
        if path and not (entry.get(f"{key}-data") and not values.text(key)):
            try:
                machine.read_file(path)
            except OSError as wrong:
                label = {"client-certificate": "client-cert"}.get(key, key)
                why = f"open {path}: {(wrong.strerror or '').lower()}"
                raise KubectlError(f"unable to read {label} {path} for {owner} due to {why}") from None


def located(entry: dict[str, Any], key: str) -> str:
    """A path of an entry, relative ones taken from the file that names them."""
    path = str(entry.get(key) or "")
    origin = str(entry.get("__from__") or "")
    if not path or path.startswith("/") or "/" not in origin:
        return path
    return f"{origin.rpartition('/')[0]}/{path}"


def _contents(machine: Machine, entry: dict[str, Any], values: Values, key: str) -> bytes | None:
    """What a certificate or key holds; None when there is none. A flag's file comes before the data of an entry."""
    if not values.text(key) and entry.get(f"{key}-data"):
        try:
            return base64.b64decode(str(entry[f"{key}-data"]), validate=True)
        except ValueError:
            return b""
    path = values.text(key) or located(entry, key)
    return machine.read_file(path) if path else None


def _token(machine: Machine, user: dict[str, Any]) -> str:
    path = located(user, "tokenFile")
    if path:
        try:
            return machine.read_file(path).decode().strip()
        except OSError:
            pass
    return str(user.get("token") or "")


def _certificate(machine: Machine, user: dict[str, Any], values: Values) -> bytes:
    path = values.text("client-certificate")
    if not path and user.get("client-certificate-data"):
        return base64.b64decode(str(user["client-certificate-data"]))
    path = path or located(user, "client-certificate")
    return machine.read_file(path) if path else b""


def _impersonation(values: Values, user: dict[str, Any], owner: str) -> tuple[tuple[str, str], ...]:
    name = values.text("as") or str(user.get("as") or "")
    groups = values.words("as-group") or list(user.get("as-groups") or [])
    uid = values.text("as-uid") or str(user.get("as-uid") or "")
    extras = [pair.partition("=") for pair in values.words("as-user-extra")]
    if not name:
        if groups or uid or extras:
            raise KubectlError(f"requesting uid, groups or user-extra for {owner} without impersonating a user")
        return ()
    return (
        ("Impersonate-User", name),
        *(("Impersonate-Group", group) for group in groups),
        *((("Impersonate-Uid", uid),) if uid else ()),
        *((f"Impersonate-Extra-{key}", value) for key, _, value in extras),
    )


def parse_timeout(text: str) -> float | None:
    """Seconds of `--request-timeout`; None for no limit."""
    try:
        seconds = float(int(text)) if text.isdigit() else parse_duration(text) / SECOND
    except ValueError:
        raise KubectlError(
            "Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a "
            "corresponding time unit (e.g. 1s | 2m | 3h)"
        ) from None
    return seconds or None
