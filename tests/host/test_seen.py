"""Small scripts and what bash 5.2 and the programs of Debian 12 did with them: `seen/*.json`.

Each ran as `bash -c` in an empty directory with a few files in it, as it does here.
"""

import asyncio
import json
from pathlib import Path

import pytest

from tests.host.machine import autojump, machine

FOLDER = Path(__file__).parent / "seen"
SETUP = (
    "rm -rf /tmp/seen; mkdir /tmp/seen; cd /tmp/seen; printf 'banana\\napple\\ncherry\\napple\\n' > f;"
    "printf '3 c x\\n1 a y\\n2 b z\\n10 d w\\n' > n; mkdir d; printf 'one\\ntwo\\nthree\\n' > d/g;"
    "printf 'name,age,city\\nbob,30,rome\\nann,25,oslo\\n' > t.csv; printf 'k1: v1\\nk2:\\n  a: 1\\n' > y.yaml;"
    """printf '{"a":1,"b":[1,2,{"c":"x"}],"s":"hi"}\\n' > j.json"""
)
ENVIRONMENT = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "xterm"}


def outcomes(texts: list[str]) -> list[list[object]]:
    """What each script does: output, errors, status. One machine for all of them."""

    async def each() -> list[list[object]]:
        host = machine()
        driver = asyncio.ensure_future(autojump(host))
        found: list[list[object]] = []
        try:
            for text in texts:
                await host.run_script(SETUP)
                ran = await host.run_script(text, cwd="/tmp/seen", env=ENVIRONMENT)
                found.append([ran.stdout.decode(), ran.stderr.decode(), ran.exit])
        finally:
            driver.cancel()
            host.end()
            await host.ended()
        assert host.bugs == []
        return found

    return asyncio.run(each())


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_what_was_seen(name):
    seen = json.loads((FOLDER / f"{name}.json").read_text())
    found = outcomes([text for text, *_ in seen])
    different = [(text, want, got) for (text, *want), got in zip(seen, found, strict=True) if want != got]
    assert different == []
