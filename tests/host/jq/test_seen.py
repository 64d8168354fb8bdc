"""What jq 1.7.1 was seen to print, and how it ended."""

import json
import shlex
from pathlib import Path

from tests.host.machine import machine, scripts

HERE = Path(__file__).parent
PROGRAMS = json.loads((HERE / "programs_seen.json").read_text())
COMMANDS = json.loads((HERE / "commands_seen.json").read_text())


def test_programs():
    cases = PROGRAMS["cases"]
    ran = scripts(machine(), *[f"jq -nc {shlex.quote(program)}" for program, *_ in cases])
    found = [(one.exit, one.stdout.decode(), one.stderr.decode()) for one in ran]
    for case, got in zip(cases, found, strict=True):
        assert (case[0], *got) == tuple(case)


def test_command_lines():
    host = machine()
    for name, content in COMMANDS["files"].items():
        host.write_file(f"/root/{name}", content)
    ran = scripts(host, *[text for text, *_ in COMMANDS["cases"]])
    for case, one in zip(COMMANDS["cases"], ran, strict=True):
        assert [case[0], one.exit, one.stdout.decode(), one.stderr.decode()] == case
