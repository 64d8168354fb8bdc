"""Our kubectl and the real one print the same: both against our cluster, or both against a real one.

`KUBEKATA_REAL_CLUSTER=kubeconfig` names a cluster to use in place of ours (objects are made in its current namespace).
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from tests.clients.conftest import Program, program
from tests.kubectl.real.machine import kubectl as ours
from tests.kubectl.real.machine import pair_of
from tests.labs.port import Port

HERE = Path(__file__).parent / "same"
LINES = [line for line in (HERE / "templates.txt").read_text("utf-8").splitlines() if line]
AGE = re.compile(r"\b(\d+(ms|s|m|h|d))+\b")


@pytest.fixture(scope="module")
def real(port: Port, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The newest real kubectl, with objects to look at."""
    home = tmp_path_factory.mktemp("same")
    if config := os.environ.get("KUBEKATA_REAL_CLUSTER"):
        port.kubeconfig = Path(config)
    found = program("kubectl-1.37", port, home)
    found("apply", "-f", str(HERE / "objects.yaml"))
    if not config:
        port.skip(30)
    return found


@pytest.mark.parametrize("line", LINES)
def test_both_print_the_same(real: Program, line: str) -> None:
    words = shlex.split(line)
    theirs = real.run(*words)
    mine = ours(words, real.env, str(real.home), "", pair_of(real.port.kubeconfig, real.home))
    expected = (theirs.returncode, _plain(theirs.stdout), _plain(theirs.stderr))
    assert (mine[0], _plain(mine[1]), _plain(mine[2])) == expected


def _plain(text: str) -> str:
    """Without ages and what differs between two runs of a log."""
    return AGE.sub("AGE", re.sub(r"^[IWEF]\d{4} .*?\d\] ", "", text, flags=re.MULTILINE))
