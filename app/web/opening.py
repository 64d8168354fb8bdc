"""Opening a lab: for the page that asks by itself, and together with the page, so that both come at once.

On a slow line every question costs more than a lab does. A page that a person opens brings its lab along: the token of
its socket and what its terminals show. Who only fetches ahead, or reads pages as a machine does, opens none.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

from flask import request

from app.labs.views import LabId, LearnerId, LessonId, RefusedError
from app.web import replies, states
from app.web.site import Site

_LOG = logging.getLogger(__name__)
_PATIENCE = 1.0  # seconds that a page waits for its lab: it has a text to read, and can ask for the lab itself
_MOST_OUTPUT = 32_768  # characters that a page brings along; more comes by the socket
_OPENERS = ThreadPoolExecutor(8, "opening")


def open_lab(site: Site, lesson: LessonId) -> replies.Opened:
    """The learner's lab of a lesson, new or as they left it. Raises RefusedError."""
    kept, learner = site.learners.kept() is not None, site.learners.this()
    lab = site.runtime.open(learner, lesson)
    return replies.Opened(lab, site.learners.token(lab, learner), kept)


class WithPage:
    """A learner's lab that is being opened while its page is made: begun at once, asked for at the end."""

    def __init__(self, site: Site, lesson: LessonId) -> None:
        self._site, self._lesson = site, lesson
        self._kept, self._learner = site.learners.kept() is not None, site.learners.this()
        self._opening = _OPENERS.submit(_open, site, self._learner, lesson)

    def lab(self) -> replies.OpenedWithPage | None:
        """The lab; None when it is not there in time, and the page has to ask for it."""
        try:
            lab, joined = self._opening.result(_PATIENCE)
        except (TimeoutError, RefusedError) as problem:
            _LOG.info("a page of %s goes without its lab: %r", self._lesson, problem)
            return None
        except Exception:
            _LOG.exception("a page of %s goes without its lab", self._lesson)
            return None
        light = sum(len(output.data) for output in joined.output) <= _MOST_OUTPUT
        token = self._site.learners.token(lab, self._learner)
        return replies.OpenedWithPage(lab, token, self._kept, joined if light else None)


def open_with_page(site: Site, lesson: LessonId) -> WithPage | None:
    """Begin to open the learner's lab for the page of a lesson; None for whoever would not use it."""
    return WithPage(site, lesson) if _opened_by_person() else None


def _open(site: Site, learner: LearnerId, lesson: LessonId) -> tuple[LabId, replies.Joined]:
    lab = site.runtime.open(learner, lesson)
    return lab, states.joined(site.runtime, lab, {})


def _opened_by_person() -> bool:
    """Whether a browser goes to this page: it says so on every way there, and when it only fetches ahead."""
    ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return request.headers.get("Upgrade-Insecure-Requests") == "1" and not ahead
