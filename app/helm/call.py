"""One run of a helm command: its flags, streams, settings, and the way to its cluster."""

from __future__ import annotations

import re
from typing import Any

from app.helm.cluster.connection import Connection
from app.helm.errors import HelmError
from app.helm.releases.storage import Storage
from app.helm.times import NANOSECONDS
from app.kubectl.flags import Values as Flags
from app.kubectl.machine import Machine
from app.sim.go_strings import quote
from app.sim.randomness import Randomness

_BARE = re.compile(r'[^\s"=\\]+\Z')


class Call:
    """What a verb works with."""

    def __init__(self, machine: Machine, randomness: Randomness, flags: Flags) -> None:
        self.machine, self.randomness, self.flags = machine, randomness, flags
        self.args = flags.args
        self._connection: Connection | None = None

    async def write(self, text: str) -> None:
        """Standard output."""
        if text:
            await self.machine.stdout.write(text)

    async def complain(self, text: str) -> None:
        """A line on standard error."""
        await self.machine.stderr.write(f"{text}\n")

    async def log(self, level: str, message: str, /, **attributes: Any) -> None:
        """A line as slog's text handler writes it; DEBUG only with --debug."""
        if level == "DEBUG" and not self.debug:
            return
        pairs = {"level": level, "msg": message, **attributes}
        await self.complain(" ".join(f"{key}={_logged(str(value))}" for key, value in pairs.items()))

    @property
    def debug(self) -> bool:
        """Whether --debug was given."""
        return self.flags.on("debug") or self.machine.env.get("HELM_DEBUG", "") in {"1", "true"}

    def now(self) -> int:
        """Nanoseconds since 1970; the clock's microseconds, and a chance of less, as between any two real calls."""
        return round(self.machine.now() * 1_000_000) * (NANOSECONDS // 1_000_000) + self.randomness.integer(1, 999)

    @property
    def namespace(self) -> str:
        """The namespace meant by flags, environment and kubeconfig."""
        try:
            return self.connection.namespace
        except HelmError:
            return self.flags.text("namespace") or self.machine.env.get("HELM_NAMESPACE", "") or "default"

    @property
    def connection(self) -> Connection:
        """The cluster, made on first use."""
        if self._connection is None:
            self._connection = Connection(self.machine, self.flags)
        return self._connection

    def storage(self, *, everywhere: bool = False) -> Storage:
        """The releases of the namespace, or of all."""
        self._known_driver()
        return Storage(self.connection.client, "" if everywhere else self.namespace, self.machine.now)

    def _known_driver(self) -> None:
        driver = self.machine.env.get("HELM_DRIVER", "")
        if driver not in {"", "secret", "secrets"}:
            raise HelmError(f"releases are only kept in Secrets here: HELM_DRIVER={quote(driver)} is not supported")

    def refuse(self, *names: str) -> None:
        """HelmError for a flag that these machines cannot honour."""
        for name in names:
            if self.flags.changed(name):
                raise HelmError(f"--{name} is not supported here")

    def path(self, name: str) -> str:
        """A path with `~` as the shell would have it."""
        return name.replace("~/", f"{self.machine.env.get('HOME', '/root')}/", 1) if name.startswith("~/") else name


def _logged(value: str) -> str:
    return value if _BARE.match(value) else quote(value)
