"""Every command: it has help, refuses flags that it does not know, and its flags are those of the real one."""

from __future__ import annotations

from importlib import resources

import orjson
import pytest

from app.kubectl.commands import tree

FACTS = orjson.loads(resources.files("app.kubectl").joinpath("commands.json").read_bytes())
TREE = tree("1.37")
COMMANDS = sorted(path for path in TREE.commands if path and not TREE.commands[path].raw)


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_help(kubectl, path):
    result = kubectl(*path.split(), "--help")
    assert result.exit == 0
    assert result.err == ""
    assert TREE.commands[path].short
    assert f"\nUsage:\n  {TREE.commands[path].usage}\n" in f"\n{result.out}"


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_refuses_a_flag_it_does_not_know(kubectl, path):
    result = kubectl(*path.split(), "--no-such-flag")
    assert result.exit == (2 if path == "diff" else 1)
    assert result.out == ""
    hint = "-h' for help and examples" if path == "diff" else "--help' for usage."
    assert result.err == f"error: unknown flag: --no-such-flag\nSee 'kubectl {path} {hint}\n"


@pytest.mark.parametrize("path", COMMANDS)
def test_every_flag_says_what_it_is_for(path):
    assert [flag.name for flag in TREE.commands[path].flags if not flag.help] == []


@pytest.mark.parametrize("path", COMMANDS)
def test_flags_are_those_of_the_table(path):
    table = {text.partition("|")[0] for text in FACTS.get(path, {}).get("flags", ())}
    shown = {flag.name for flag in TREE.commands[path].flags if not flag.hidden}
    assert shown == table


@pytest.mark.parametrize("path", sorted(set(tree("1.8").commands) - {"", "options", "__complete", "__completeNoDesc"}))
def test_commands_of_1_8_have_help(kubectl, path):
    result = kubectl(*path.split(), "--help", release="1.8")
    assert result.exit == 0
    assert "Usage:\n  kubectl" in result.out
