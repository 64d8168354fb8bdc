"""The terminals of the fake runtime.

They know `echo TEXT`, `seq N`, `cat` (repeats its input until Ctrl-D), `sleep N` (till the clock moved or Ctrl-C), `vi`
(raw mode: shows the keys it gets, `q` ends it), `read -s` (no echo), `exit`; anything else is answered from `replies`
or not found.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

from fake_labs import FakeLab, FakeTerminal

from app.labs import views
from app.labs.views import RefusedError

GREEN = "\x1b[32mcontrolplane\x1b[0m:\x1b[34m~\x1b[0m$ "


class FakeTerminals:
    """The part of the runtime that has them; `replies` by line."""

    replies: Mapping[str, str]
    kept_chunks: int
    lock: threading.RLock

    def line(self, lab: str, terminal: str, text: str) -> None:
        with self.lock:
            here, there = self._terminal(lab, terminal)
            self._print(here, there, (text.replace("\n", "\r\n") if there.view.echo else "") + "\r\n")
            if not there.program:
                for one in text.split("\n"):
                    self._run(here, there, one)
            elif there.program == "cat":
                self._print(here, there, text + "\r\n")
            elif there.program == "read -s":
                self._prompt(here, there)
            else:
                there.ahead.append(text)

    def key(self, lab: str, terminal: str, key: views.Key, text: str) -> None:
        with self.lock:
            here, there = self._terminal(lab, terminal)
            if key == "ctrl-c":
                there.ahead.clear()
                self._print(here, there, text + "^C\r\n")
                self._prompt(here, there)
            elif key == "ctrl-d" and there.program == "cat":
                self._prompt(here, there)
            elif key == "ctrl-d" and not there.program:
                self._print(here, there, "exit\r\n")
                self._prompt(here, there)

    def raw(self, lab: str, terminal: str, data: bytes) -> None:
        with self.lock:
            here, there = self._terminal(lab, terminal)
            if there.view.mode != "raw":
                return
            there.got.append(data)
            if data == b"q":
                self._print(here, there, "\x1b[?1049l")
                self._prompt(here, there)
            else:
                self._print(here, there, repr(data)[2:-1])

    def resize(self, lab: str, terminal: str, rows: int, columns: int) -> None:
        self._terminal(lab, terminal)[1].size = (rows, columns)

    def complete(self, lab: str, terminal: str, line: str, cursor: int) -> views.Completion:
        if self._terminal(lab, terminal)[1].view.busy:
            return views.Completion(cursor, (), busy=True)
        start = line.rfind(" ", 0, cursor) + 1
        words = sorted({word for known in [*self.replies, "echo", "exit"] for word in known.split()})
        return views.Completion(start, tuple(f"{word} " for word in words if word.startswith(line[start:cursor])))

    def history(self, lab: str, terminal: str) -> Sequence[str]:
        return list(self._terminal(lab, terminal)[1].history)

    def since(self, lab: str, terminal: str, seq: int) -> views.Replay:
        with self.lock:
            there = self._terminal(lab, terminal)[1]
            kept = there.kept
            first = kept[0].seq if kept else there.view.seq + 1
            if seq > there.view.seq or seq + 1 < first:
                return views.Replay(True, tuple(kept))
            return views.Replay(False, tuple(chunk for chunk in kept if chunk.seq > seq))

    def open_terminal(self, lab: str) -> views.TerminalView:
        with self.lock:
            here = self._lab(lab)
            free = [str(number) for number in range(1, 9) if str(number) not in here.terminals]
            if not free:
                raise RefusedError("limit", "eight terminals are open")
            self._add_terminal(here, free[0])
            return here.terminals[free[0]].view

    def close_terminal(self, lab: str, terminal: str) -> None:
        with self.lock:
            here, _ = self._terminal(lab, terminal)
            if len(here.terminals) == 1:
                raise RefusedError("limit", "the last terminal stays")
            del here.terminals[terminal]
            self._tell(views.TerminalClosed(here.id, terminal))

    # --- the rest of the runtime

    def _lab(self, lab: str) -> FakeLab:
        raise NotImplementedError

    def _tell(self, event: views.LabEvent) -> None:
        raise NotImplementedError

    def _tell_steps(self, lab: FakeLab) -> None:
        raise NotImplementedError

    def _tick(self, lab: FakeLab, line: str) -> None:
        raise NotImplementedError

    # --- inside

    def _terminal(self, lab: str, terminal: str) -> tuple[FakeLab, FakeTerminal]:
        here = self._lab(lab)
        if terminal not in here.terminals:
            raise RefusedError("not-found", "no such terminal")
        return here, here.terminals[terminal]

    def _add_terminal(self, lab: FakeLab, name: str) -> None:
        terminal = FakeTerminal(views.TerminalView(name))
        lab.terminals[name] = terminal
        self._prompt(lab, terminal)

    def _print(self, lab: FakeLab, terminal: FakeTerminal, text: str) -> None:
        chunk = views.Chunk(terminal.view.seq + 1, text.encode())
        terminal.view = replace(terminal.view, seq=chunk.seq)
        terminal.kept = [*terminal.kept, chunk][-self.kept_chunks :]
        self._tell(views.OutputAdded(lab.id, terminal.view.id, chunk))

    def _prompt(self, lab: FakeLab, terminal: FakeTerminal) -> None:
        terminal.program = ""
        self._print(lab, terminal, GREEN)
        terminal.view = replace(terminal.view, mode="line", busy=False, echo=True, prompt=GREEN)
        self._tell(views.TerminalChanged(lab.id, terminal.view))
        if terminal.ahead:
            line = terminal.ahead.pop(0)
            self._print(lab, terminal, line + "\r\n")
            self._run(lab, terminal, line)

    def _start(self, lab: FakeLab, terminal: FakeTerminal, program: str, **state: object) -> None:
        terminal.program = program
        terminal.view = replace(terminal.view, busy=True, prompt="", **state)  # type: ignore[arg-type]
        self._tell(views.TerminalChanged(lab.id, terminal.view))

    def _run(self, lab: FakeLab, terminal: FakeTerminal, line: str) -> None:
        word, _, rest = line.strip().partition(" ")
        if word:
            terminal.history.append(line)
            self._tell(views.HistoryAdded(lab.id, terminal.view.id, line))
        if word == "rm":
            lab.failed = True
            self._tell_steps(lab)
        match word:
            case "cat":
                return self._start(lab, terminal, "cat")
            case "sleep":
                terminal.until = lab.now + float(rest)
                return self._start(lab, terminal, "sleep")
            case "read":
                return self._start(lab, terminal, "read -s", echo=False)
            case "vi":
                self._start(lab, terminal, "vi", mode="raw")
                return self._print(lab, terminal, "\x1b[?1049h\x1b[H")
            case "echo":
                self._print(lab, terminal, rest + "\r\n")
            case "seq":
                self._print(lab, terminal, "".join(f"{number}\r\n" for number in range(1, int(rest) + 1)))
            case "":
                pass
            case _:
                self._print(
                    lab, terminal, self.replies.get(line.strip(), f"{word}: command not found\n").replace("\n", "\r\n")
                )
        if line.strip() in self.replies and line.strip().startswith("kubectl proxy"):
            self._tick(lab, line.strip())
            return self._start(lab, terminal, "proxy")
        self._tick(lab, line.strip())
        return self._prompt(lab, terminal)
