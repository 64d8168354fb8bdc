"""The machine that runs a compiled jq program: a step at a time, forward with a value or back to the last fork.

A step takes the machine, changes it and returns the next step. Nothing of a program lives on Python's stack, so that
it can be stopped between any two steps, and recursion is as deep as memory is. Follows jqlang/jq src/execute.c.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.host.jq.values import JqError, OutOfMemoryError, Value
from app.sim.limits import LIMITS

Step = Callable[["Machine"], Any]  # the answer is a Step, too
Stack = tuple[Any, Any] | None
TRY, ALTERNATIVE, PASSED = "try", "alternative", "passed"


class Frame:
    """A running function: its variables, the functions that it was given, where it was defined and who called it."""

    __slots__ = ("back", "caller", "closures", "depth", "home", "slots")

    def __init__(
        self, size: int, closures: tuple[Any, ...], home: Frame | None, caller: Frame | None, back: Step
    ) -> None:
        self.slots: list[Value] = [None] * size
        self.closures, self.home, self.caller, self.back = closures, home, caller, back
        self.depth: int = 1 if caller is None else caller.depth + 1


class Fork(NamedTuple):
    """Where to go on when there is no value: the state of the machine then, and what errors do there."""

    step: Step
    value: Value
    stack: Stack
    frame: Frame
    path: tuple[Value, ...] | None
    place: Value
    role: str = ""
    handler: Step | None = None


@dataclass(frozen=True)
class World:
    """What programs know of the machine that they run on."""

    now: Callable[[], float]
    environment: Mapping[str, str]
    file_name: Callable[[], str | None] = lambda: None
    line: Callable[[], int] = lambda: 0
    search: tuple[str, ...] = ()
    origin: str = ""
    meta: Callable[[str], Value] = lambda name: None
    zone: str = "UTC"


class Pause(Exception):  # noqa: N818 - it is none
    """The program stops for something that happens outside: `output`, `input`, `end`, `debug`, `stderr`, `halt`."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


END, OUTPUT = Pause("end"), Pause("output")


class UncaughtError(Exception):
    """An error that nothing in the program caught."""

    def __init__(self, value: Value) -> None:
        super().__init__(value)
        self.value = value


def backtrack(machine: Machine) -> Step:
    """No value here: back to the last fork."""
    if not machine.forks:
        raise END
    return machine.restore(machine.forks.pop())


def leave(machine: Machine) -> Step:
    """A function has its value."""
    frame = machine.frame
    assert frame.caller is not None
    machine.frame = frame.caller
    return frame.back


def emit(machine: Machine) -> Step:
    """The program has a result."""
    machine.step = backtrack
    raise OUTPUT


@dataclass
class Machine:
    """A program at work on one input."""

    world: World
    value: Value
    step: Step
    frame: Frame
    stack: Stack = None
    path: tuple[Value, ...] | None = None
    place: Value = None
    forks: list[Fork] = field(default_factory=list)
    labels: int = 0
    exit_code: Value = None

    def fork(self, step: Step, role: str = "", handler: Step | None = None) -> None:
        """Come back to here, and go on with that step."""
        self.forks.append(Fork(step, self.value, self.stack, self.frame, self.path, self.place, role, handler))

    def restore(self, fork: Fork) -> Step:
        """Be what it was at a fork."""
        self.value, self.stack, self.frame = fork.value, fork.stack, fork.frame
        self.path, self.place = fork.path, fork.place
        return fork.step

    def push(self, value: Value) -> None:
        """Put something on the stack."""
        self.stack = (value, self.stack)

    def pop(self) -> Value:
        """Take it from there."""
        assert self.stack is not None
        value, self.stack = self.stack
        return value

    def run(self, steps: int) -> str:
        """Do some steps: what the program stopped for, or "" when it goes on. UncaughtError, OutOfMemoryError."""
        step, turns = self.step, iter(range(steps))
        while True:
            try:
                for _ in turns:
                    step = step(self)
                break
            except JqError as error:
                step = self._caught(error.value)
            except Pause as pause:
                return pause.what
            except RecursionError:
                raise OutOfMemoryError from None
        self.step = step
        if self.frame.depth > LIMITS.jq_depth or len(self.forks) > LIMITS.jq_depth:
            raise OutOfMemoryError
        return ""

    def raise_here(self, value: Value) -> None:
        """Go on with an error."""
        self.step = self._caught(value)

    def _caught(self, error: Value) -> Step:
        """Back to who handles an error. One that is raised behind a `try` passes that `try`."""
        passed = 0
        while self.forks:
            fork = self.forks.pop()
            if fork.role == PASSED:
                passed += 1
            elif fork.role == ALTERNATIVE:
                self.restore(fork)
                assert fork.handler is not None
                return fork.handler
            elif fork.role == TRY and passed:
                passed -= 1
            elif fork.role == TRY:
                self.restore(fork)
                self.value = error
                assert fork.handler is not None
                return fork.handler
        raise UncaughtError(error)
