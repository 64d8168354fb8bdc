"""A real server on a port of this machine, and learners' browser tabs without a page: they speak the page's protocol.

A tab keeps what a browser would show. Like the page it takes chunks in order only, and asks for what it lacks; any
chunk that comes twice or out of order fails the test. Nothing here sleeps: everything waits for an event.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyte
import requests
from werkzeug.serving import BaseWSGIServer, make_server

from app import Application, create_app
from app.labs.live import LiveLab
from tests.in_order import InOrder
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
MODERN = "kubernetes-basics/02-deploy-an-app"
CLASSIC = "kubernetes-basics-2018/02-deploy-an-app"
PROMPT = "root@controlplane:~# "

Payload = dict[str, Any]


class Server:
    """The whole product on a database; it can be stopped and started again."""

    def __init__(self, database: Path, previewed: Sequence[Path] = ()) -> None:
        self.database, self.previewed = database, previewed
        self.tabs: list[Tab] = []
        self.app: Application
        self._serving: BaseWSGIServer
        self.start()

    def start(self) -> None:
        lessons = self.previewed or [ROOT / "lessons"]
        preview = bool(self.previewed)
        self.app = create_app(f"sqlite:///{self.database}", lessons, ROOT / "static", preview=preview)
        self._serving = make_server("127.0.0.1", 0, self.app.flask, threaded=True)
        self._serving.daemon_threads = True
        threading.Thread(target=self._serving.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._serving.server_port}"

    def stop(self) -> None:
        """As Ctrl-C does: every lab is kept."""
        self._serving.shutdown()
        self.app.runtime.stop()
        for tab in self.tabs:
            tab.hang_up()
        self.tabs.clear()
        self._serving.server_close()

    def restart(self) -> None:
        self.stop()
        self.start()

    def tab(self, learner: Learner | None = None, lesson: str = MODERN) -> Tab:
        """A tab with the lab of a lesson, joined."""
        return self.opened(learner, lesson).join()

    def opened(self, learner: Learner | None = None, lesson: str = MODERN) -> Tab:
        """A tab that has loaded the page and opened its lab, and is not connected yet."""
        tab = Tab(self, learner or Learner(), lesson)
        self.tabs.append(tab)
        return tab

    def live(self, tab: Tab) -> LiveLab:
        return self.app.runtime.residents.awake[tab.lab]

    def on_loop(self, act: Callable[[], Any]) -> Any:
        """Do something where the labs live."""

        async def doing() -> Any:
            return act()

        return self.app.runtime._call(doing())


class Learner:
    """Somebody's browser: its cookies."""

    def __init__(self) -> None:
        self.session = requests.Session()


@dataclass
class Shown:
    """A terminal as a tab has it."""

    seq: int = 0
    text: str = ""
    view: Payload = field(default_factory=dict)
    prompts: int = 0  # how often the prompt came (back)
    resets: int = 0


class Tab:
    """One tab of a learner's browser on one lab."""

    def __init__(self, server: Server, learner: Learner, lesson: str) -> None:
        self.server, self.learner, self.lesson = server, learner, lesson
        self.terminals: dict[str, Shown] = {}
        self.told: list[tuple[str, Payload]] = []
        self.state: Payload = {}
        self.problems: list[str] = []
        self._changed = threading.Condition()
        page = learner.session.get(f"{server.url}/lessons/{lesson}", timeout=PATIENCE)
        assert page.status_code == 200, page.text
        answer = learner.session.post(f"{server.url}/api/labs", json={"lesson": lesson}, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text
        self.lab, self.token = answer.json()["lab"], answer.json()["token"]
        self.socket = InOrder()

    # --- the connection

    def join(self) -> Tab:
        """Connect and join, with what has been seen so far."""
        self.connect()
        seen = {name: shown.seq for name, shown in self.terminals.items()}
        with self._changed:
            first = len(self.told)
        reply = self.ask("lab.join", seen=seen)
        with self._changed:
            self.state = reply["lab"]
            for view in reply["lab"]["terminals"]:
                shown = self.terminals.setdefault(view["id"], Shown())
                shown.view = view
                shown.prompts += not view["busy"]
            for output in reply["output"]:
                self._catch_up(output)
            for event, payload in self.told[first:]:  # what came while joining
                self._apply(event, payload)
            self.joined = True
            self._changed.notify_all()
        return self

    def connect(self) -> None:
        self.joined = False
        self.socket = InOrder()
        self.socket.on("*", self._hear)
        self.socket.connect(
            self.server.url, auth={"token": self.token}, transports=["websocket"], wait_timeout=PATIENCE
        )

    def hang_up(self) -> None:
        if self.socket.connected:
            self.socket.disconnect()

    def drop(self) -> None:
        """The connection breaks without a word."""
        self.socket.eio.ws.sock.shutdown(socket.SHUT_RDWR)
        self.socket.wait()

    def move(self, server: Server) -> Tab:
        """The same tab, once its server is back (on another port)."""
        self.server = server
        server.tabs.append(self)
        return self.join()

    def request(self, event: str, payload: object) -> Payload:
        """Send anything; the whole acknowledgement."""
        answer: Payload = self.socket.call(event, payload, timeout=PATIENCE)
        return answer

    def ask(self, event: str, **payload: object) -> Any:
        """Send an event that must be accepted; its reply."""
        answer = self.request(event, payload)
        assert answer["ok"], f"{event} {payload}: {answer}"
        return answer["reply"]

    def refused(self, event: str, **payload: object) -> str:
        """Send an event that must be refused; the error's code."""
        answer = self.request(event, payload)
        assert not answer["ok"], f"{event} {payload} was accepted"
        code: str = answer["error"]
        return code

    # --- what is told

    def _hear(self, event: str, payload: Payload | None = None) -> None:
        with self._changed:
            self.told.append((event, payload or {}))
            if self.joined:
                self._apply(event, payload or {})
            self._changed.notify_all()

    def _apply(self, event: str, payload: Payload) -> None:
        if event == "output.added":
            self._receive(payload)
        elif event == "terminal.changed":
            view = payload["terminal"]
            shown = self.terminals.setdefault(view["id"], Shown())
            shown.view = view
            shown.prompts += not view["busy"]
        elif event == "terminal.closed":
            self.terminals.pop(payload["terminal"], None)
        elif event == "steps.changed":
            self.state = {**self.state, **payload}
        elif event == "nodes.changed":
            self.state["nodes"] = payload["nodes"]
        elif event == "clock.changed":
            self.state["clock"] = payload["clock"]

    def _receive(self, payload: Payload) -> None:
        shown = self.terminals.setdefault(payload["terminal"], Shown())
        if payload["seq"] <= shown.seq and not self.joined:
            return  # it came while joining and was part of the reply
        if shown.seq and payload["seq"] != shown.seq + 1:
            self.problems.append(f"chunk {payload['seq']} after {shown.seq}")
        shown.seq = payload["seq"]
        shown.text += payload["data"]

    def _catch_up(self, output: Payload) -> None:
        shown = self.terminals[output["terminal"]]
        if output["reset"]:
            shown.text, shown.resets = "", shown.resets + 1
        shown.seq = output["seq"]
        shown.text += output["data"]

    def wait(self, holds: Callable[[], Any], what: str = "") -> Any:
        """Wait until something holds; what it gave."""
        found: Any = None

        def holding() -> bool:
            nonlocal found
            found = holds()
            return bool(found)

        with self._changed:
            came = self._changed.wait_for(holding, PATIENCE)
        screens = {name: shown.text[-2000:] for name, shown in self.terminals.items()}
        assert came, f"never: {what or holds}\nsteps: {self.state.get('steps')}\nscreens: {screens}"
        assert self.problems == []
        return found

    # --- terminals

    def text(self, terminal: str = "1") -> str:
        """All that a terminal has shown, with plain newlines."""
        return self.terminals[terminal].text.replace("\r\n", "\n")

    def screen(self, terminal: str = "1", rows: int = 24, columns: int = 80) -> list[str]:
        """The lines on the terminal's screen, as an emulator has them."""
        screen = pyte.Screen(columns, rows)
        pyte.Stream(screen).feed(self.terminals[terminal].text)
        lines = [line.rstrip() for line in screen.display]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def type(self, line: str, terminal: str = "1") -> None:
        """A line and Enter."""
        self.ask("terminal.line", terminal=terminal, text=line)

    def press(self, key: str, terminal: str = "1", text: str = "") -> None:
        """A control key, with what stands half typed in the editor."""
        self.ask("terminal.key", terminal=terminal, key=key, text=text)

    def shows(self, text: str, terminal: str = "1") -> None:
        """Wait until a terminal has shown a text."""
        self.wait(lambda: text in self.text(terminal), f"{text!r} in terminal {terminal}")

    def ends(self, text: str, terminal: str = "1") -> None:
        """Wait until this is the last that a terminal has shown."""
        self.wait(lambda: self.text(terminal).endswith(text), f"{text!r} at the end of terminal {terminal}")

    def run(self, line: str, terminal: str = "1", *, skipping: bool = False) -> str:
        """A line and Enter; what it printed, once the prompt is back. With `skipping` time jumps until it is."""
        shown = self.terminals[terminal]
        with self._changed:
            prompts, start = shown.prompts, len(shown.text)
        self.type(line, terminal)
        if skipping:
            self.settle()
        self.wait(lambda: shown.prompts > prompts and not shown.view["busy"], f"a prompt after {line!r}")
        text = shown.text[start:].replace("\r\n", "\n")
        return text.removeprefix(line + "\n").removesuffix(shown.view["prompt"])

    def repeat(self, line: str, holds: Callable[[str], Any]) -> str:
        """Run a line again and again until what it prints is as it should be: it changes by itself."""
        end = time.monotonic() + PATIENCE
        while not holds(printed := self.run(line)):
            assert time.monotonic() < end, printed
        return printed

    # --- steps and time

    @property
    def step(self) -> str:
        """The id of the step on the page."""
        step: str = self.state["step"]
        return step

    def checks(self, step: str) -> list[bool]:
        """Which checks of a step hold."""
        found = next(one for one in self.state["steps"] if one["id"] == step)
        return [check["passed"] for check in found["checks"]]

    def ticked(self, step: str, *numbers: int) -> None:
        """Wait until these checks of a step hold (from 0; all of them when none are given)."""

        def holding() -> bool:
            checks = self.checks(step)
            return all(checks[number] for number in numbers or range(len(checks)))

        self.wait(holding, f"the checks of {step}")

    def next(self) -> None:
        """Next, on a step whose checks hold."""
        step = self.step
        self.ask("step.next", step=step)
        self.wait(lambda: self.step != step or self.state["finished"], f"the step after {step}")

    def skip(self, seconds: float) -> None:
        """Let time jump, and wait until it has."""
        self._jump("clock.advance", seconds=seconds)

    def settle(self) -> None:
        """Let time jump until nothing is going on."""
        self._jump("clock.settle")

    def _jump(self, event: str, **payload: object) -> None:
        with self._changed:
            first = len(self.told)
        self.ask(event, **payload)

        def over() -> bool:
            clocks = [told["clock"] for name, told in self.told[first:] if name == "clock.changed"]
            return any(clock["jumping"] for clock in clocks) and not clocks[-1]["jumping"]

        self.wait(over, f"the end of {event}")

    def until(self, event: str, matches: Callable[[Payload], Any] = lambda payload: True) -> Payload:
        """The first event of that name that matches, waiting for it."""
        found = self.wait(lambda: [payload for name, payload in self.told if name == event and matches(payload)], event)
        first: Payload = found[0]
        return first
