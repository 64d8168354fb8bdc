"""Blocks that are clicked one after the other go to one shell, as authors of scenarios count on."""

from __future__ import annotations

import asyncio

import pytest

from app.labs.headless import BEGINS, open_world
from app.labs.specs import free_spec

CASES = {
    "a variable": (["NAME=web", "echo $NAME"], "web\n"),
    "what a command printed": (["N=$(kubectl get ns -o name | wc -l)", 'echo "$N"'], "4\n"),
    "an exported one, in a program": (["export GREETING=hi", "bash -c 'echo $GREETING'"], "hi\n"),
    "the directory": (["mkdir -p /root/lab && cd /root/lab", "pwd"], "/root/lab\n"),
    "a function": (['check() {\n  echo "checks $1"\n}', "check it"], "checks it\n"),
    "an alias": (["alias kgn='kubectl get ns -o name'", "kgn default"], "namespace/default\n"),
    "k": (["clear", "k get ns default -o name"], "namespace/default\n"),
    "a here-document in a block": (["cat <<EOF > f\na: 1\nEOF\ncat f", "wc -l < f"], "1\n"),
    "a placeholder is a redirection": (["echo before <pod-name>", "echo after"], "after\n"),
    "a comment with a shebang": (["#!/bin/bash\n# make it!", "echo $?"], "0\n"),
    "errexit that is switched off again": (["set -e; true; set +e", "false; echo on"], "on\n"),
    "a block of several lines": (["A=1\nB=2\n\necho $((A + B))", "echo $A$B"], "12\n"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_block_sees_what_the_one_before_left(name: str) -> None:
    blocks, shown = CASES[name]

    async def played() -> str:
        async with open_world(free_spec("1.36", "lesson", 1, seed=1, now=BEGINS)) as world:
            for block in blocks[:-1]:
                await world.type(1, block)
            world.screen(1)
            await world.type(1, blocks[-1])
            return world.screen(1, blocks[-1])

    assert asyncio.run(played()) == shown


def test_a_heredoc_without_its_end_waits_until_it_is_interrupted() -> None:
    async def played() -> tuple[str, str]:
        async with open_world(free_spec("1.36", "lesson", 1, seed=1, now=BEGINS)) as world:
            await world.type(1, "cat <<EOF > f\na: 1\n  EOF")
            waits = world.lab.terminals["1"].prompt
            await world.press(1, "ctrl-c")
            world.screen(1)
            await world.type(1, "ls f; echo on")
            return waits, world.screen(1, "ls f; echo on")

    waits, shown = asyncio.run(played())
    assert waits == "> "
    assert shown == "ls: cannot access 'f': No such file or directory\non\n"
