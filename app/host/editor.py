"""vi, nano and less: bashkit has real ones; here they get the host's files and the learner's keys.

They run in a terminal of bashkit's own, with a copy of the file in it; what is written there is written back.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from bashkit import Terminal

from app.host.device import TerminalDevice
from app.host.invocation import Invocation

ENTER, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"
PATIENCE = 1.0  # seconds of the wall that bashkit may take for a key
TITLE = (b"bashkit nano", b"GNU nano 7.2")


@dataclass
class _Copied:
    """A file in the editor's own file system, and what it last held."""

    path: str
    data: bytes | None


async def full_screen(run: Invocation, program: str, path: str, data: bytes | None, *, save: bool) -> int:
    """Run a full-screen program on one file until it ends. `data` is None for a file that does not exist yet."""
    device = run.shell.terminal
    assert device is not None
    with device.keys() as keys:
        editor = Terminal(rows=device.rows, cols=device.columns, cwd="/", env={"TERM": "xterm"})
        copied = _put(editor, path, data)
        editor.run_until_idle(PATIENCE)
        editor.take_output()
        editor.send(f"{program} {_quoted(path)}\r")
        size = (device.rows, device.columns)
        await _show(device, editor, first=True)
        while editor.activity().get("state") != "prompt":
            with run.waiting("input"):
                pressed = await keys.read()
            if (device.rows, device.columns) != size:
                size = (device.rows, device.columns)
                editor.resize(*size)
            if pressed:
                editor.send(pressed)
            await _show(device, editor)
            if save:
                _write_back(run, editor, copied)
    return 0


def _quoted(path: str) -> str:
    return "'" + path.replace("'", "'\\''") + "'"


def _put(editor: Terminal, path: str, data: bytes | None) -> _Copied:
    files = editor.fs()
    folder = posixpath.dirname(path)
    if not files.exists(folder):
        files.mkdir(folder, recursive=True)
    if data is not None:
        files.write_file(path, data)
    return _Copied(path, data)


async def _show(device: TerminalDevice, editor: Terminal, *, first: bool = False) -> None:
    editor.run_until_idle(PATIENCE)
    output = editor.take_output().replace(*TITLE)
    if first:  # the echo of the command line stands before the screen
        at = output.find(ENTER)
        output = output[at:] if at >= 0 else b""
    if LEAVE in output:  # and the inner shell's prompt behind it
        output = output[: output.index(LEAVE) + len(LEAVE)]
    await device.write(output)


def _write_back(run: Invocation, editor: Terminal, copied: _Copied) -> None:
    files = editor.fs()
    if not files.exists(copied.path):
        return
    data = files.read_file(copied.path)
    if data != copied.data:
        copied.data = data
        run.files.write_file(copied.path, data)
