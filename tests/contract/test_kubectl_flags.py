"""No flag of kubectl is accepted and then ignored."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import app.kubectl
from app.kubectl.commands import tree
from app.kubectl.unsupported import HARMLESS, REFUSED, refused
from tests.contract.flag_reads import names_in, reads

SHARED = ("call.py", "client.py", "kubeconfig.py", "discovery.py", "klog.py", "program.py")  # read the global flags
RELEASES = ("1.37", "1.8")
COMMANDS = [
    pytest.param(release, path, id=f"{release}-{path.replace(' ', '-')}")
    for release in RELEASES
    for path, command in sorted(tree(release).commands.items())
    if command.run is not None
]
REFUSALS = [(path, name) for path, names in sorted(REFUSED.items()) if path for name in names]


@pytest.mark.parametrize(("release", "path"), COMMANDS)
def test_every_flag_is_read_or_refused(release, path):
    command = tree(release).commands[path]
    seen = reads(command.run.__module__)
    known = {*refused(command), *HARMLESS.get(path, ())}
    if path != "options":
        assert [flag.name for flag in command.flags if not seen.fullmatch(flag.name) and flag.name not in known] == []


def test_every_global_flag_is_read_or_refused():
    folder = Path(app.kubectl.__file__).parent
    read = set().union(*(names_in(ast.parse((folder / name).read_text())) for name in SHARED))
    known = {*REFUSED[""], *HARMLESS[""]}
    assert [flag.name for flag in tree("1.37").global_flags if flag.name not in read | known] == []


@pytest.mark.parametrize("table", [REFUSED, HARMLESS], ids=["refused", "harmless"])
def test_the_tables_name_flags_that_there_are(table):
    commands = tree("1.37").commands
    shared = {flag.name for flag in tree("1.37").global_flags}
    flags = {path: {flag.name for flag in commands[path].flags} if path else shared for path in table}
    old = {flag.name for flag in tree("1.8").commands["run"].flags}
    flags["run"] = flags.get("run", set()) | old
    assert {path: sorted(set(names) - flags[path]) for path, names in table.items() if set(names) - flags[path]} == {}


def test_nothing_is_both_refused_and_harmless():
    assert [path for path, names in HARMLESS.items() if set(REFUSED.get(path, ())) & set(names)] == []


@pytest.mark.parametrize(("path", "name"), REFUSALS)
def test_a_refused_flag_says_so(world, path, name):
    flags = {flag.name: flag for flag in tree("1.37").commands[path].flags}
    if name not in flags:
        pytest.skip("a flag of 1.8")
    value = {"bool": "false" if flags[name].default == "true" else "true", "int": "7", "duration": "7s"}
    given = value.get(flags[name].kind, "ignore")
    ran = world.run(f"kubectl {path} --{name}={given}")
    assert (ran.exit, ran.stdout.decode()) == (2 if path == "diff" else 1, "")  # 1 would say that there are differences
    assert ran.stderr.decode() == f"error: the flag --{name} of kubectl {path} is not supported by this simulation\n"


def test_a_refused_flag_may_be_given_its_default(world):
    assert world.run("kubectl wait --local=false node controlplane --for=condition=Ready").exit == 0
