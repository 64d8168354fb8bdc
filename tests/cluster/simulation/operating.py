"""What a restless operator does besides: machines are rebooted, parts of the control plane end and begin."""

from __future__ import annotations

from app.cluster.control.components import CONTROLLERS, SCHEDULER, SERVER, STORE
from app.cluster.control.machinery import Machinery
from tests.cluster.simulation.acts import User
from tests.cluster.simulation.watching import Watch
from tests.cluster.worlds import World

PARTS = (CONTROLLERS, SCHEDULER, SERVER, STORE)


class Operator(User):
    """A user who has the control plane, too."""

    def __init__(self, world: World, seed: int, watch: Watch) -> None:
        super().__init__(world, seed, watch)
        control = world.cluster.control
        assert isinstance(control, Machinery)
        self.components = control.plane.components
        self.acts = (*self.acts, self.reboot, self.reboot, self.stop_part, self.start_part, self.start_part)

    def undo(self) -> None:
        """Everything runs again."""
        for name in sorted(self.components.down):
            self.components.change(name, up=True)
        super().undo()

    def reboot(self) -> None:
        """A machine is away for as long as it takes to start."""
        there = [name for name in self.nodes if name not in self.away]
        name = self.random.choice(there)
        self.world.cluster.stop_node(name)
        self.world.advance(self.random.choice((1, 20, 60)))
        self.world.cluster.start_node(name)

    def stop_part(self) -> None:
        """A part of the control plane ends."""
        self.components.change(self.random.choice(PARTS), up=False)

    def start_part(self) -> None:
        """One that had ended begins."""
        if self.components.down:
            self.components.change(self.random.choice(sorted(self.components.down)), up=True)
