"""Free play: a lab without a lesson, of a release, a number of nodes and something that runs there.

Its id says all of it: `play/1.36-3-web` is a cluster of three nodes with a web server. So it is opened, kept and
resumed as lessons are, and nobody has to write it down.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from app.lessons.free_play.texts import DESCRIPTION, STEP_TITLE, TITLE, WORKLOADS, text_of
from app.lessons.model import Body, Course, HostFile, Lesson, Node, Step
from app.lessons.text import LANGUAGES, Text

COURSE_ID = "play"
MAX_NODES = 20
RELEASES = ("1.36", "1.8")
_HERE = Path(__file__).parent
_ID = re.compile(r"play/(?P<release>\d+\.\d+)-(?P<nodes>[1-9]\d?)-(?P<workload>[a-z]+)")
_TAINT = "node-role.kubernetes.io/control-plane:NoSchedule"
_FIRST = {"1.36": "controlplane", "1.8": "host01"}
_MANIFESTS = {"1.36": "{workload}.yaml", "1.8": "{workload}-2018.yaml"}

COURSE = Course(COURSE_ID, TITLE, DESCRIPTION, LANGUAGES, ())


@dataclass(frozen=True)
class Choice:
    """What somebody wants to play with. `workload` is `none`, or what runs there."""

    release: str
    nodes: int
    workload: str

    @property
    def lesson_id(self) -> str:
        """The id of its lab's lesson."""
        return f"{COURSE_ID}/{self.release}-{self.nodes}-{self.workload}"

    @property
    def manifest(self) -> Path | None:
        """Where its workload is written down; None where there is none."""
        if self.workload == "none":
            return None
        return _HERE / _MANIFESTS[self.release].format(workload=self.workload)

    @property
    def is_there(self) -> bool:
        """Whether it can be had: not everything was there in every release."""
        if self.release not in RELEASES or not 1 <= self.nodes <= MAX_NODES or self.workload not in WORKLOADS:
            return False
        return self.manifest is None or self.manifest.is_file()


def choice_of(lesson_id: str) -> Choice | None:
    """What an id asks for; None where it is no id of free play, or cannot be had."""
    found = _ID.fullmatch(lesson_id)
    choice = Choice(found["release"], int(found["nodes"]), found["workload"]) if found else None
    return choice if choice and choice.is_there else None


def free_lesson(lesson_id: str) -> Lesson | None:
    """The lesson of an id: one step that has no tasks."""
    choice = choice_of(lesson_id)
    if choice is None:
        return None
    first, others = _FIRST[choice.release], [f"node{number:02d}" for number in range(1, choice.nodes)]
    taints = (_TAINT,) if others and choice.release != "1.8" else ()
    manifest = choice.manifest
    file = f"/root/{choice.workload}.yaml"
    body = Body(Text({one: text_of(one, choice.release, choice.nodes, choice.workload) for one in LANGUAGES}))
    return Lesson(
        id=lesson_id, course=COURSE_ID, path=_HERE, title=_title(choice), description=DESCRIPTION,
        release=choice.release, level="beginner", minutes=60, terminals=1,
        nodes=(Node(first, "control-plane", taints=taints), *map(Node, others)),
        offers=frozenset({"stop node", "fast forward"}), steps=(Step("play", STEP_TITLE, body, (), (), None),),
        finish=None, languages=LANGUAGES,
        setup=(f"kubectl apply -f {file}",) if manifest else (),
        files=(HostFile(manifest, file),) if manifest else (),
    )  # fmt: skip


def _title(choice: Choice) -> Text:
    what = WORKLOADS[choice.workload].title
    return Text({
        "en": f"Kubernetes {choice.release}, {choice.nodes} {'node' if choice.nodes == 1 else 'nodes'}, {what}",
        "ja": f"Kubernetes {choice.release}、ノード {choice.nodes} 台、{what.text('ja')}",
    })  # fmt: skip
