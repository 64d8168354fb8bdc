"""Programs that draw the whole screen, read from an emulated terminal."""

from __future__ import annotations

import pyte
import pytest

from app.terminal.terminal import Terminal
from tests.terminal.keys import act, with_terminal

FILE = "for i in $(seq 30); do echo line $i; done > f"
ESC = "\x1b"


def lines(terminal: Terminal) -> list[str]:
    """The screen, without empty rows at its end."""
    screen = pyte.Screen(terminal.columns, terminal.rows)
    pyte.Stream(screen).feed(terminal.screen().decode())
    shown = [line.rstrip() for line in screen.display]
    while shown and not shown[-1]:
        shown.pop()
    return shown


def screen(*acts: str | float, rows: int = 8, columns: int = 60, then: tuple[int, int] | None = None) -> list[str]:
    """What is on the screen after these acts, and after another size."""
    found: list[str] = []

    async def work(terminal: Terminal) -> None:
        terminal.resize(rows, columns)
        await act(terminal, *acts)
        if then is not None:
            terminal.resize(*then)
            await terminal.settled()
        found.extend(lines(terminal))

    with_terminal(work)
    return found


def pages(first: int, last: int, bottom: str) -> list[str]:
    return [f"line {number}" for number in range(first, last + 1)] + [bottom]


@pytest.mark.parametrize(
    ("acts", "shown"),
    [
        (["less f"], pages(1, 7, "f")),
        (["less f", "raw: "], pages(8, 14, ":")),
        (["less f", "raw: b"], pages(1, 7, ":")),
        (["less f", "raw:G"], pages(24, 30, "(END)")),
        (["less f", "raw:Gg"], pages(1, 7, ":")),
        (["less f", "raw:5j"], pages(6, 12, ":")),
        (["less f", "raw:jjk"], pages(2, 8, ":")),
        (["less f", "raw:/line 2\r"], pages(2, 8, ":")),
        (["less f", "raw:/line 2\rn"], pages(20, 26, ":")),
        (["less f", "raw:G?line 1\r"], pages(19, 25, ":")),
        (["less f", "raw:/nope\r"], pages(1, 7, "Pattern not found  (press RETURN)")),
        (["less f", "raw:&1\r"], ["line 1", *(f"line {n}" for n in range(10, 16)), ":"]),
        (["less -N f"], [*(f"{n:7} line {n}" for n in range(1, 8)), "f"]),
        (["cat f | less +G"], pages(24, 30, "(END)")),
        (["more f"], pages(1, 7, "--More--(20%)")),
        (["more f", "raw:\r"], pages(2, 8, "--More--(23%)")),
        (["more f", "raw: q"], [*(f"line {n}" for n in range(8, 15)), "root@controlplane:~#"]),
        (["less f", "raw:q"], ["root@controlplane:~#"]),
        (["less missing"],
         ["root@controlplane:~# less missing", "missing: No such file or directory", "root@controlplane:~#"]),
    ],
)  # fmt: skip
def test_pagers(acts: list[str], shown: list[str]) -> None:
    found = screen(FILE, "clear", *acts)
    if acts[-1] == "raw:q":  # the emulator here has no second screen to go back to
        assert found[-1] == shown[-1]
    else:
        assert found == shown


def test_a_pager_follows_the_window() -> None:
    assert screen(FILE, "less f", "raw:j", then=(5, 60)) == pages(2, 5, ":")
    assert screen("printf '%060d\\n' 1 > w", "less w", then=(5, 40))[:2] == ["0" * 40, "0" * 19 + "1"]


def test_vim_in_a_terminal() -> None:
    text = "printf 'a: 1\\nb: 2\\n' > f.yaml"
    assert screen(text, "vim f.yaml") == [
        "a: 1", "b: 2", "~", "~", "~", "~", "~", '"f.yaml" 2L, 10B' + " " * 26 + "1,1           All",
    ]  # fmt: skip
    after = screen(text, "vi f.yaml", f"raw:Goc: 3{ESC}:wq\r", "clear", "cat f.yaml")
    assert after == ["root@controlplane:~# cat f.yaml", "a: 1", "b: 2", "c: 3", "root@controlplane:~#"]
    assert screen(FILE, "vim f", "raw:G", then=(5, 40))[:4] == ["line 27", "line 28", "line 29", "line 30"]
    assert screen("echo set nu > .vimrc; echo x > f", "vi +1 f")[0] == "  1 x"
    assert screen("echo b > f; echo a >> f", "vi -c '%!sort' f", "raw::wq\r", "clear", "cat f")[1:3] == ["a", "b"]
    assert screen("mkdir x", "vi x")[2] == 'vi: "x" is a directory'


def test_a_shell_command_from_vim() -> None:
    found = screen("clear", "vi", "raw::!echo hello\r")
    assert [line for line in found if line[:1] not in "~ "][-2:] == ["hello", "Press ENTER or type command to continue"]
    assert screen("vi g", "raw::!echo hello\r", f"raw:\rione{ESC}:wq\r", "clear", "cat g")[1] == "one"


def test_nano() -> None:
    found = screen("nano g", "raw:hello\rworld", "raw:\x0f", "raw:\r", "raw:\x18", "clear", "cat g")
    assert found == ["root@controlplane:~# cat g", "hello", "world", "root@controlplane:~#"]
    assert screen(FILE, "nano f")[0].split() == ["GNU", "nano", "7.2", "/root/f"]


def test_watch_and_top() -> None:
    found = screen("watch -n 1 date +%s", 2.0)
    assert found[0] == "Every 1.0s: date +%s  controlplane: Tue Nov 14 22:13:22 2023" and found[2] == "1700000002"
    assert screen("watch -n 1 date +%s", "raw:q")[-1] == "root@controlplane:~#"
    found = screen("top", rows=10, columns=80)
    assert found[6].split()[:3] == ["PID", "USER", "PR"] and found[7].split()[-1] == "top"
    assert screen("top", "raw:q", rows=10)[-1] == "root@controlplane:~#"


def test_the_size_of_the_window() -> None:
    found = screen("echo $LINES $COLUMNS", "stty size; tput lines; tput cols", rows=20, columns=90)
    assert found[1:] == [
        "20 90", "root@controlplane:~# stty size; tput lines; tput cols", "20 90", "20", "90", "root@controlplane:~#",
    ]  # fmt: skip


def test_what_is_typed_can_be_hidden() -> None:
    found = screen("stty -echo", "echo seen", "stty echo; echo $?", "clear", "echo shown")
    assert found == ["root@controlplane:~# echo shown", "shown", "root@controlplane:~#"]
    assert "echo seen" not in screen("stty -echo", "echo seen")
