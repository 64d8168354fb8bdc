"""What grep and jq show at a terminal; every text came from GNU grep 3.8 and jq 1.7.1."""

import json
import shlex
from pathlib import Path

import pytest

from app.host.bash.shell import Shell
from app.host.streams import Function
from tests.host.machine import machine, on

SEEN = json.loads((Path(__file__).parent / "grep_coloured.json").read_text())
FILES = {"f": "banana\napple\ncherry\napple pie\n(x) a+b\n\nlast.line\n", "g": "one\ntwo\n"}


def shown(text: str) -> tuple[int, str]:
    """What a shell at a terminal shows of a script, and its status."""
    host = machine()
    for name, content in FILES.items():
        host.write_file(f"/root/{name}", content)
    pieces = []

    async def show(data: bytes) -> None:
        pieces.append(data.decode())

    async def run() -> int:
        process = host.processes.start(("bash", "-c", text), parent=1)
        shell = Shell(host, process, cwd="/root", env=host.environment(), streams="oe")
        await shell.prepare()
        return await shell.run(text, stdout=Function(show), stderr=Function(show))

    return on(host, run), "".join(pieces)


@pytest.mark.parametrize(("command", "text", "status"), SEEN, ids=[command for command, *_ in SEEN])
def test_grep_marks_what_it_found(command, text, status):
    name, _, rest = command.partition(" ")
    assert shown(f"{name} --color=auto {rest}") == (status, text)


def test_grep_shows_lines_as_they_come():
    assert shown("for i in 1 2; do echo $i; sleep 1; done | grep 1") == (0, "1\n")
    assert shown("while :; do date +%s; sleep 1; done | grep -m2 17") == (0, "1700000000\n1700000001\n")


def test_what_this_grep_does_not_know_is_left_to_the_other():
    assert shown("cat f | grep -c a") == (0, "5\n")
    assert shown("grep -P 'a(?=p)' f") == (0, "apple\napple pie\n")
    assert shown("ls | grep -rn two g; grep --nosuch x")[0] == 2
    assert shown("grep x nope; echo $?") == (0, "grep: nope: No such file or directory\n2\n")


def test_jq_colours_json_and_nothing_else():
    assert shown("""echo '{"a":[1,null]}' | jq -c .""") == (
        0,
        '\x1b[1;39m{\x1b[0m\x1b[1;34m"a"\x1b[0m\x1b[1;39m:\x1b[0m\x1b[1;39m[\x1b[0;39m1\x1b[0m\x1b[1;39m,'
        "\x1b[0;90mnull\x1b[0m\x1b[1;39m\x1b[1;39m]\x1b[0m\x1b[1;39m\x1b[1;39m}\x1b[0m\n",
    )
    assert shown("""echo '{"a":"b c"}' | jq -r .a""") == (0, "b c\n")
    assert shown("""echo '[1]' | jq -Mc .; echo '[1]' | jq -c . | cat""") == (0, "[1]\n[1]\n")


def test_quoting_of_what_is_left_to_the_other():
    assert shown(shlex.join(["grep", "-c", "a b", "f"])) == (1, "0\n")
