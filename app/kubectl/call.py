"""One call of kubectl: its words parsed, its surroundings, and the way to the server. Every verb's `run` gets one."""

from __future__ import annotations

from typing import Any

from app.kubectl import kubeconfig
from app.kubectl.client import Client
from app.kubectl.commands import Command, Tree
from app.kubectl.discovery import Discovery, Mapping
from app.kubectl.errors import KubectlError, UsageError
from app.kubectl.flags import Values
from app.kubectl.klog import Klog
from app.kubectl.kubeconfig import ClientConfig
from app.kubectl.machine import Machine
from app.kubectl.versions import USER_AGENT
from app.sim.go_strings import quote

DIRECT = {
    "api-resources", "api-versions", "apply", "auth", "autoscale", "certificate", "cluster-info", "cordon", "create",
    "diff", "drain", "explain", "expose", "proxy", "replace", "run", "set env", "uncordon", "version", "wait",
}  # fmt: skip


class Call:
    """What a verb needs: flags, arguments, output, configuration and client (both made when first used)."""

    def __init__(self, machine: Machine, tree: Tree, command: Command, flags: Values, release: str) -> None:
        self.machine, self.tree, self.command, self.flags, self.release = machine, tree, command, flags, release
        self.args = flags.args
        self.log = Klog(machine, flags.number("v"), flags.text("vmodule"))
        self.standard_input = b""  # read ahead for formats that take their template from /dev/stdin
        self._config: ClientConfig | None = None
        self._client: Client | None = None
        self._discovery: Discovery | None = None

    @property
    def dash(self) -> int:
        """How many arguments stood before `--`; -1 without one."""
        return self.flags.dash

    @property
    def classic(self) -> bool:
        """Whether this is the kubectl of 2017."""
        return self.release == "1.8"

    @property
    def config(self) -> ClientConfig:
        """Where the server is and who we are; raises what is wrong with the kubeconfig."""
        if self._config is None:
            self._config = kubeconfig.resolve(self.machine, self.shared_flags(), direct=self._direct)
        return self._config

    @property
    def _direct(self) -> bool:
        """Whether the command asks for a client before it asks for the namespace."""
        path = self.command.path
        return not self.classic and path != "create token" and (path in DIRECT or path.partition(" ")[0] in DIRECT)

    def shared_flags(self) -> Values:
        """The flags that every command takes, without those whose names this command uses for its own."""
        values = Values(self.tree.global_flags)
        own = {flag.name for flag in self.command.flags}
        values.given = {k: v for k, v in self.flags.given.items() if k in values.flags and k not in own}
        return values

    @property
    def namespace(self) -> str:
        """The namespace of flags, kubeconfig or `default`."""
        return self.config.namespace

    @property
    def namespace_given(self) -> bool:
        """Whether `-n` was given, so that objects of other namespaces are refused."""
        return self.config.namespace_given

    @property
    def client(self) -> Client:
        """The way to the server."""
        if self._client is None:
            self._client = Client(self.machine, self.config, self.log, USER_AGENT[self.release])
            self._client.on_warning = self.warn
            if self.classic:
                self._client.unknown = frozenset({"fieldManager", "fieldValidation", "limit"})
        return self._client

    @property
    def discovery(self) -> Discovery:
        """What the server serves."""
        if self._discovery is None:
            given = self.flags.text("cache-dir") if self.flags.changed("cache-dir") else ""
            home = self.machine.env.get("HOME", "/root")
            self._discovery = Discovery(self.client, given or f"{home}/.kube/cache", complains=not self.classic)
        return self._discovery

    async def write(self, text: str | bytes) -> None:
        """Put text on standard output as it is."""
        if text:
            await self.machine.stdout.write(text)

    async def say(self, line: str) -> None:
        """Put a line on standard output."""
        await self.machine.stdout.write(line + "\n")

    async def complain(self, line: str) -> None:
        """Put a line on standard error."""
        await self.machine.stderr.write(line + "\n")

    async def warn(self, text: str) -> None:
        """Put a warning on standard error."""
        await self.complain(f"Warning: {text}")

    async def resource(self, word: str) -> Mapping:
        """The resource that a word means."""
        return await self.discovery.find(word)

    def usage_error(self, message: str) -> UsageError:
        """An error that ends with where to find help."""
        return UsageError(message)

    def only_argument(self, what: str = "NAME") -> str:
        """The single argument of verbs that take exactly one name."""
        if len(self.args) != 1:
            raise UsageError(f"exactly one {what} is required, got {len(self.args)}")
        return self.args[0]

    async def dry_run(self) -> str:
        """`none`, `client` or `server`; KubectlError for anything else."""
        if "dry-run" not in self.flags:
            return "none"
        if isinstance(self.flags["dry-run"], bool):
            return "client" if self.flags.on("dry-run") else "none"
        value = self.flags.text("dry-run")
        if value in ("none", "client", "server"):
            return value
        if value == "unchanged":
            text = "--dry-run is deprecated and can be replaced with --dry-run=client."
            await self.log.line("W", "helpers.go:714", text)
            return "client"
        if value.lower() in ("true", "false", "1", "0", "t", "f"):
            new = "client" if value.lower() in ("true", "1", "t") else "none"
            text = f"--dry-run={value} is deprecated (boolean value) and can be replaced with --dry-run={new}."
            await self.log.line("W", "helpers.go:728", text)
            return new
        raise KubectlError(f'Invalid dry-run value ({value}). Must be "none", "server", or "client".')

    def validation(self) -> str:
        """fieldValidation of `--validate`: Strict, Warn or Ignore."""
        if "validate" not in self.flags:
            return "Ignore"
        value = self.flags.text("validate")
        modes = {"strict": "Strict", "true": "Strict", "warn": "Warn", "ignore": "Ignore", "false": "Ignore"}
        if value not in modes:
            wanted = "must be one of: strict (or true), warn, ignore (or false)"
            raise KubectlError(f"invalid - validate option {quote(value)}; {wanted}")
        return modes[value]

    def option(self, name: str, default: Any = None) -> Any:
        """A flag's value, or `default` for verbs that do not have the flag."""
        return self.flags.get(name, default)
