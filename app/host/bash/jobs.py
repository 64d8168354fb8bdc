"""Background jobs of one shell: the table behind `jobs`, `fg`, `wait`, `kill %1` and `$!`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from app.host.processes import DESCRIPTIONS, Process
from app.sim.limits import LIMITS

MOMENT = 0.05  # seconds that a shell needs to hear of a job's end


@dataclass(eq=False)
class Job:
    """A job. `status` is None while it runs, then its exit status."""

    number: int
    text: str
    process: Process
    done: asyncio.Future[int] = field(repr=False)
    status: int | None = None
    notified: bool = False
    resume: Callable[[], None] | None = None  # set while Ctrl-Z has stopped it
    stop: Callable[[], None] | None = None  # how Ctrl-Z stops it again while `fg` waits for it
    suspended: asyncio.Future[None] | None = None
    ended: float = 0.0  # when
    awaited: bool = False  # somebody waits, or has waited, for it
    due: bool = False  # it had ended when the line began that runs
    stopped_again: bool = False  # it was stopped, and got a signal that does not show yet

    @property
    def state(self) -> str:
        """As `jobs` shows it."""
        if self.status is None:
            return "Stopped" if self.resume is not None else "Running"
        if self.process.killed_by and self.status == 128 + self.process.killed_by:
            return DESCRIPTIONS.get(self.process.killed_by, f"Signal {self.process.killed_by}")
        return "Done" if self.status == 0 else f"Exit {self.status}"


class Jobs:
    """The jobs of a shell, by number."""

    def __init__(self) -> None:
        self._jobs: dict[int, Job] = {}
        self._order: list[Job] = []  # the last started is the current one
        self._statuses: dict[int, int] = {}  # of finished jobs, by process number: `wait $!` after the end
        self.last: int = 0  # `$!`

    def add(self, text: str, process: Process) -> Job:
        """Enter a job; OSError(EAGAIN) when there are too many."""
        if sum(job.status is None for job in self._jobs.values()) >= LIMITS.jobs:
            raise OSError(11, "Resource temporarily unavailable")
        number = max((n for n, job in self._jobs.items()), default=0) + 1
        job = Job(number, text, process, asyncio.get_running_loop().create_future())
        self._jobs[number] = job
        self._order.append(job)
        self.last = process.pid
        return job

    def waited_for(self) -> Job | None:
        """The job that `fg` has in the foreground."""
        return next((job for job in self.all() if job.suspended is not None), None)

    def finish(self, job: Job, status: int, now: float) -> None:
        """A job ended."""
        job.status, job.ended = status, now
        self._statuses[job.process.pid] = status
        if not job.done.done():
            job.done.set_result(status)

    def all(self) -> list[Job]:
        """Every job in the table, by number."""
        return [self._jobs[number] for number in sorted(self._jobs)]

    def running(self) -> list[Job]:
        """Those that have not ended."""
        return [job for job in self.all() if job.status is None]

    def stopped(self) -> list[Job]:
        """Those that Ctrl-Z has stopped."""
        return [job for job in self.running() if job.resume is not None]

    def remove(self, job: Job) -> None:
        """Forget a job."""
        self._jobs.pop(job.number, None)
        if job in self._order:
            self._order.remove(job)

    def find(self, spec: str) -> Job | None:
        """The job of `%1`, `%%`, `%+`, `%-`, `%kube`, `%?text`; None when there is none (or more than one)."""
        name = spec.removeprefix("%")
        if name.isdigit():
            return self._jobs.get(int(name))
        if name in ("", "%", "+"):
            return self._order[-1] if self._order else None
        if name == "-":
            return self._order[-2] if len(self._order) > 1 else (self._order[-1] if self._order else None)
        if name.startswith("?"):
            found = [job for job in self.all() if name[1:] in job.text]
        else:
            found = [job for job in self.all() if job.text.startswith(name)]
        return found[0] if len(found) == 1 else None

    def by_pid(self, pid: int) -> Job | None:
        """The job of a process."""
        return next((job for job in self.all() if job.process.pid == pid), None)

    def past(self, pid: int) -> int | None:
        """The status of a job that ended and was forgotten."""
        return self._statuses.get(pid)

    def mark(self, job: Job) -> str:
        """`+` for the current job, `-` for the one before, else a space."""
        if self._order and self._order[-1] is job:
            return "+"
        return "-" if len(self._order) > 1 and self._order[-2] is job else " "

    def line(self, job: Job, *, pid: bool = False, stopped: bool = False) -> str:
        """One line of `jobs`; `stopped` shows it so whatever it is by now."""
        state = "Stopped" if stopped else job.state
        ampersand = " &" if state == "Running" else ""
        number = f" {job.process.pid} " if pid else "  "
        return f"[{job.number}]{self.mark(job)}{number}{state:<24}{job.text}{ampersand}\n"

    def begin_line(self) -> None:
        """A line begins to run: what has ended by now is told behind it."""
        for job in self.all():
            job.due = job.status is not None

    def forget_ended(self) -> None:
        """Drop those that ended, unseen."""
        for job in self.all():
            if job.status is not None:
                self.remove(job)

    def notices(self, now: float) -> str:
        """What bash says before a prompt about jobs that ended; they leave the table.

        One that ended just now, because it was killed or had nothing to do, has not reached bash yet: it is told at
        the next prompt.
        """
        text = ""
        for job in self.all():
            if job.stopped_again:
                job.stopped_again = False
                text += f"\n{self.line(job, stopped=True)}"
            elif job.status is not None and (job.due or job.awaited or now - job.ended > MOMENT):
                text += "" if job.notified else self.line(job)
                self.remove(job)
        return text
