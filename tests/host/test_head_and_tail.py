"""head and tail, held against what coreutils 9.1 printed for the same scripts in the same directory."""

from pathlib import Path

import pytest

from tests.host.machine import machine, outcome

HERE = Path(__file__).parent / "coreutils"
FILES = "seq 1 20 > a; printf 'p\\nq\\nr\\ns' > b; printf one > c; exec 2>&1\n"


@pytest.mark.parametrize("name", ["head", "tail"])
def test_they_print_what_coreutils_prints(name: str) -> None:
    script = (HERE / f"{name}.sh").read_text("utf-8")
    status, output, _ = outcome("mkdir /srv/here; cd /srv/here; " + FILES + script, machine())
    assert (status, output) == (0, (HERE / f"{name}.out").read_text("utf-8"))


LATER = "(sleep 2; echo one > new; sleep 2; echo two >> new; sleep 2; rm new; sleep 2; echo three > new) & "
MISSING = "tail: cannot open 'new' for reading: No such file or directory\n"


@pytest.mark.parametrize(
    ("command", "status", "output", "errors"),
    [
        ("timeout 12 tail -F new", 124, "one\ntwo\nthree\n",
         MISSING + "tail: 'new' has appeared;  following new file\n"
         "tail: 'new' has become inaccessible: No such file or directory\n"
         "tail: 'new' has appeared;  following new file\n"),
        ("timeout 12 tail -f new", 1, "", MISSING + "tail: no files remaining\n"),
        ("echo old > new; timeout 12 tail -n0 -f new", 124, "one\ntwo\n", "tail: new: file truncated\n"),
    ],
)  # fmt: skip
def test_a_file_is_followed(command: str, status: int, output: str, errors: str) -> None:
    assert outcome(LATER + command, machine()) == (status, output, errors)
