"""jq's own published tests: programs, inputs and outputs are its authors', see the head of the file of cases."""

import json
from pathlib import Path

import pytest

from app.host.jq.dumping import dumped
from app.host.jq.parser import CompileError
from app.host.jq.reading import parse
from app.host.jq.values import equal
from tests.host.jq.programs import machine, results

CASES = json.loads((Path(__file__).parent / "published.json").read_text())["cases"]
RUN = [(program, text, outputs) for _, program, text, outputs in CASES if text is not None]
REFUSED = [(program, outputs[0]) for _, program, text, outputs in CASES if text is None]


@pytest.mark.parametrize(("program", "text", "outputs"), RUN)
def test_programs(program, text, outputs):
    found, wanted = results(program, parse(text)), [parse(one) for one in outputs]
    assert len(found) == len(wanted)
    assert all(equal(one, other) or dumped(one) == dumped(other) for one, other in zip(found, wanted, strict=True))


@pytest.mark.parametrize(("program", "message"), REFUSED)
def test_programs_that_are_none(program, message):
    with pytest.raises(CompileError) as refused:
        machine(program)
    assert refused.value.messages[0].split("\n")[0] == message
