"""What a server does before its first learner comes: load what all labs share, and spare the collector from it.

The schemas and tables of all kinds are hundreds of thousands of objects that live for ever. A full collection that
walks over them takes a tenth of a second and more, in which no terminal answers.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterable

from app.cluster.api.published import definitions
from app.labs.headless import BEGINS
from app.labs.lab import Lab
from app.labs.specs import lesson_spec
from app.lessons.model import Lesson

log = logging.getLogger(__name__)

# Labs make many objects that live for long: young ones are looked at often enough, old ones seldom.
THRESHOLDS = (10_000, 10, 50)

_warm: set[str] = set()  # releases, for the whole process


async def warm_up(lessons: Iterable[Lesson]) -> None:
    """Make a world of each release once, and throw it away."""
    for lesson in lessons:
        if lesson.release not in _warm:
            _warm.add(lesson.release)
            lab = Lab.create(lesson_spec(lesson, seed=0, now=BEGINS))
            await lab.open_terminal()
            lab.cluster.snapshot()
            definitions()
            await lab.close()
            del lab
            gc.collect()
            gc.freeze()
            gc.set_threshold(*THRESHOLDS)
