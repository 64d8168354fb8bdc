"""What checks ask for beside their kind: order, time, and what must not have been done."""

from __future__ import annotations

import asyncio

import pytest
from lesson_world import World, check, obj, program, ran

from app.lessons.check import Check, Verdict
from app.lessons.evidence import Finished, Need
from app.lessons.sentences import SENTENCES

LOOK = "says: x\nran: kubectl get pods\n"
READY = "says: x\nresource: deployment/web\nis: {status: {readyReplicas: 3}}\n"


def web(ready: int = 3, replicas: int = 3, selector: str = "web") -> dict[str, object]:
    return obj("Deployment", "web", spec={"replicas": replicas, "selector": selector}, status={"readyReplicas": ready})  # type: ignore[no-any-return]


def look(one: Check, world: World, at: float | None = None) -> Verdict:
    world.clock = world.clock if at is None else at
    return asyncio.run(one.holds(world))


def says(verdict: Verdict) -> str:
    return "yes" if verdict.ok else str(verdict.why)


EARLY, FIRST = str(SENTENCES["done too early"]["en"]), str(SENTENCES["something comes first"]["en"])
AFTER_SCALING = LOOK + "after: {ran: kubectl scale deployment/web}"
SCALE, GET = ran("kubectl scale deploy web --replicas=3"), ran("kubectl get po")


@pytest.mark.parametrize(
    ("commands", "answer"),
    [
        ([SCALE, GET], "yes"),
        ([GET, SCALE, GET], "yes"),
        ([SCALE, ran("date"), ran("k get all -A", at=5000)], "yes"),
        ([], FIRST),
        ([GET], EARLY),
        ([GET, SCALE], "No such command has been run in this step."),
        ([GET, ran("kubectl scale deploy web --replicas=3", 1), GET], EARLY),
        ([SCALE, ran("kubectl get svc")], "kubectl get svc comes close, but it is about another kind of object."),
        ([ran("kubectl scale deploy api --replicas=3"), GET], EARLY),
    ],
)
def test_after_a_command(commands: list[Finished], answer: str) -> None:
    assert says(look(check(AFTER_SCALING), World(commands=commands))) == answer


def test_after_several_commands() -> None:
    one = check(LOOK + "after:\n  - ran: kubectl scale deployment/web\n  - ran: date")
    assert says(look(one, World(commands=[ran("date"), SCALE, GET]))) == "yes"
    assert says(look(one, World(commands=[SCALE, GET, ran("date")]))) == "No such command has been run in this step."


def test_after_a_state() -> None:
    one = check(LOOK + "after: {resource: deployment/web, is: {spec: {replicas: 3}}}")
    world = World(commands=[ran("kubectl get po", at=1000)])
    assert says(look(one, world)) == EARLY
    world.stored = [web()]
    assert says(look(one, world, 1010)) == "No such command has been run in this step."
    world.stored = []  # it was so once: that is enough
    world.commands.append(ran("kubectl get pods", at=1015))
    assert says(look(one, world, 1016)) == "yes"
    assert one.needs() == {Need("commands"), Need("objects", "deployment")}


def test_a_command_right_behind_the_one_that_made_the_state_counts() -> None:
    one = check(LOOK + "after: {resource: deployment/web}")
    both = [ran("kubectl create deploy web", at=1000.0), ran("kubectl get pods", at=1000.1)]
    assert says(look(one, World([web()], both), 1000.2)) == "yes"


def test_within_counts_from_the_beginning_of_the_step() -> None:
    one = check(READY + "within: 60s")
    late = "It took longer than 60 seconds. Restart the step to try again."
    world = World()
    verdict = look(one, world, 1030)
    assert (says(verdict), verdict.again) == ("There is no Deployment named web in namespace default.", 1060)
    assert (says(look(one, world, 1061)), look(one, world).spoilt) == (late, True)
    world.stored = [web()]
    assert says(look(one, world, 1062)) == late
    in_time = World([web()])
    assert says(look(one, in_time, 1059)) == "yes"
    assert says(look(one, in_time, 2000)) == "yes"  # it was so in time
    assert Need("time") in one.needs()


def test_within_counts_from_what_comes_first() -> None:
    one = check(LOOK + "after: {ran: kubectl scale deployment/web}\nwithin: 10s")
    scaled = ran("kubectl scale deploy web --replicas=3", at=5000)
    assert says(look(one, World(commands=[scaled, ran("kubectl get po", at=5008)]), 5008)) == "yes"
    assert says(look(one, World(commands=[GET]), 5000)) == EARLY
    assert says(look(one, World(commands=[scaled]), 5012)).startswith("It took longer than 10 seconds.")


def test_keep_does_not_count_what_is_passing_by() -> None:
    one = check(READY + "keep: 30s")
    world = World([web()])
    stays = "It is so now, and has to stay so for 30 seconds."
    assert (says(look(one, world, 1000)), look(one, world).again) == (stays, 1030)
    assert says(look(one, world, 1029)) == stays
    world.stored = [web(ready=2)]
    assert says(look(one, world, 1029.5)) == "In Deployment web, status.readyReplicas is 2."
    world.stored = [web()]
    assert says(look(one, world, 1031)) == stays
    assert says(look(one, world, 1061)) == "yes"


DELETED = LOOK + "unless:\n  - {says: 'You deleted the pod: the new one hides the cause.', ran: kubectl delete pods}"


@pytest.mark.parametrize(
    ("commands", "answer"),
    [
        ([GET], "yes"),
        ([ran("kubectl delete pod web", 1), GET], "yes"),
        ([ran("kubectl delete svc web"), ran("kubectl describe po"), GET], "yes"),
        ([], "No such command has been run in this step."),
        ([ran("kubectl delete po web"), GET], "You deleted the pod: the new one hides the cause."),
        ([GET, ran("k delete pods --all")], "You deleted the pod: the new one hides the cause."),
        ([ran("kubectl delete pod/web --now")], "You deleted the pod: the new one hides the cause."),
        ([GET, ran("sudo kubectl delete pods web --wait=false")], "You deleted the pod: the new one hides the cause."),
    ],
)
def test_unless(commands: list[Finished], answer: str) -> None:
    verdict = look(check(DELETED), World(commands=commands))
    assert (says(verdict), verdict.spoilt) == (answer, answer.startswith("You deleted"))


def test_unless_a_state_that_can_be_mended() -> None:
    one = check(LOOK + "unless: {says: 'Two proxies run.', running: kubectl proxy}")
    assert says(look(one, World(commands=[GET], running=[program("kubectl proxy")]))) == "Two proxies run."
    assert says(look(one, World(commands=[GET]))) == "yes"


HINTED = READY + (
    "when:\n"
    "  - {says: '`web` selects another label.', resource: deployment/web, is: {spec: {selector: wbe}}}\n"
    "  - {says: 'Nobody asked for three.', resource: deployment/web, is: {spec: {replicas: {less than: 3}}}}"
)


@pytest.mark.parametrize(
    ("stored", "answer"),
    [
        ([web()], "yes"),
        ([web(selector="wbe")], "yes"),  # it is ready all the same
        ([web(replicas=2)], "yes"),
        ([web(1, selector="wbe")], "`web` selects another label."),
        ([web(1, 1, "wbe")], "`web` selects another label."),
        ([web(1, 1)], "Nobody asked for three."),
        ([web(0)], "In Deployment web, status.readyReplicas is 0."),
        ([], "There is no Deployment named web in namespace default."),
    ],
)
def test_when(stored: list[dict[str, object]], answer: str) -> None:
    assert says(look(check(HINTED), World(stored))) == answer


def test_what_is_spoilt_needs_no_hint() -> None:
    one = check(HINTED + "\nunless: {says: 'Wrong.', ran: kubectl delete deployments}")
    assert says(look(one, World([web(1, 1)], [ran("kubectl delete deploy web")]))) == "Wrong."
