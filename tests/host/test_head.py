"""head, held against what coreutils 9.1 printed for the same script in the same directory."""

from pathlib import Path

from tests.host.machine import machine, outcome

HERE = Path(__file__).parent / "coreutils"
FILES = "seq 1 20 > a; printf 'p\\nq\\nr\\ns' > b; printf one > c; exec 2>&1\n"


def test_it_prints_what_coreutils_prints() -> None:
    script = (HERE / "head.sh").read_text("utf-8")
    status, output, _ = outcome("mkdir /srv/head; cd /srv/head; " + FILES + script, machine())
    assert (status, output) == (0, (HERE / "head.out").read_text("utf-8"))
