"""The page of what is supported is up to date, and names what there is."""

from __future__ import annotations

from app.cluster.control.machinery import LOOPS
from app.labs.support.kinds import LOOP_KINDS, unknown_kinds
from app.labs.support.page import PAGE, support_page


def test_the_support_page_is_fresh():
    assert PAGE.read_text("utf-8") == support_page(), "run: kubekata support --write"


def test_every_control_loop_is_on_the_page():
    assert set(LOOPS) == set(LOOP_KINDS)
    assert unknown_kinds() == set()
