"""One call of minikube: what was asked, the profile that it is about, and the ways out when that is not there.

Follows minikube pkg/minikube/mustload/mustload.go.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.host.invocation import Invocation
from app.host.local_cluster import LocalCluster, LocalMachine
from app.host.minikube import profile
from app.host.minikube.profile import Profile
from app.host.minikube.styles import Exit, complain, leave, say
from app.kubectl.flags import Values

NOT_FOUND, NOT_RUNNING, NOT_SERVING, PAUSED, USAGE = 85, 83, 103, 103, 14


@dataclass
class Call:
    """The arguments (`values`), and the cluster that can be had; `path` are the words of the command."""

    run: Invocation
    path: tuple[str, ...]
    values: Values
    cluster: LocalCluster

    @property
    def args(self) -> list[str]:
        """What is no flag."""
        return self.values.args

    @property
    def folder(self) -> str:
        """~/.minikube."""
        return profile.home(self.run.env)

    @property
    def settings(self) -> dict[str, object]:
        """What `minikube config set` wrote."""
        try:
            found = json.loads(self.run.host.files.read_file(f"{self.folder}/config/config.json"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def name(self) -> str:
        """The profile that is meant: the flag's, the one that was chosen, or `minikube`."""
        given = self.values.text("profile")
        return given or str(self.settings.get("profile", "")) or profile.DEFAULT

    def command(self, action: str) -> str:
        """A command line to be told about this profile."""
        return f"minikube {action}" + (f" -p {self.name}" if self.name != profile.DEFAULT else "")

    def find(self) -> Profile | None:
        """The profile, if there is one."""
        found = profile.load(self.run.host, self.folder, self.name)
        return found if self.cluster.machines() else None

    async def partial(self) -> Profile:
        """The profile, running or not."""
        found = self.find()
        if found is None:
            text = f'Profile "{self.name}" not found. Run "minikube profile list" to view all profiles.'
            await say(self.run, "shrug", text)
            raise await self.tip("start", NOT_FOUND)
        return found

    async def running(self) -> Profile:
        """The profile, whose machine must be on."""
        found = await self.partial()
        if not self.is_on(found.machines[0]):
            text = f"The control-plane node {found.machines[0].name} host is not running: state=Stopped"
            await say(self.run, "shrug", text)
            raise await self.tip("start", NOT_RUNNING)
        return found

    async def healthy(self) -> Profile:
        """The profile, whose API server must answer."""
        found = await self.running()
        if not self.cluster.serving():
            name = found.machines[0].name
            text = f"The control-plane node {name} apiserver is paused"
            await say(self.run, "shrug", text)
            raise await self.tip("unpause", PAUSED)
        return found

    async def tip(self, action: str, status: int) -> Exit:
        """What to do, and the way out."""
        what = "start a cluster" if action == "start" else "unpause the cluster" if action == "unpause" else "fix this"
        await say(self.run, "workaround", f'To {what}, run: "{self.command(action)}"')
        return Exit(status)

    def real(self, machine: LocalMachine) -> str:
        """A machine's name as the cluster has it: the 2018 one is the learner's own."""
        return self.run.host.spec.name if self.cluster.on_host else machine.name

    def is_on(self, machine: LocalMachine) -> bool:
        """Whether a machine runs."""
        return self.cluster.running(self.real(machine))

    async def node(self, found: Profile, name: str) -> LocalMachine:
        """A node by its name; the control plane's when none is given."""
        if not name:
            return found.machines[0]
        one = found.find(name)
        if one is None:
            text = f"retrieving node: Could not find node {name}"
            raise await leave(self.run, "GUEST_NODE_RETRIEVE", text, 80)
        return one

    async def usage(self, text: str) -> Exit:
        """A wrong use; raise what comes back."""
        return await leave(self.run, "MK_USAGE", text, USAGE)

    async def warn(self, text: str) -> None:
        """A warning."""
        await complain(self.run, "warning", text)

    async def kubectl(self, *words: str, stdin: bytes = b"") -> tuple[int, bytes, bytes]:
        """kubectl, with this cluster's context."""
        return await self.run.run(["kubectl", "--context", self.name, *words], stdin=stdin)
