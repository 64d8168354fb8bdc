"""The page of free play."""

from __future__ import annotations

import pytest

from app.lessons.free_play import free_lesson
from app.lessons.model import Catalogue
from tests.web.conftest import Web


@pytest.mark.parametrize(("language", "title"), [("en", "Free play"), ("ja", "自由に試す")])
def test_it_shows_what_there_is(web: Web, language: str, title: str) -> None:
    page = web.client(language).get("/play")
    assert page.status_code == 200
    assert f"<h1>{title}</h1>" in page.text
    assert 'value="guestbook"' in page.text and 'value="1.8"' in page.text
    assert 'href="/play"' in web.client(language).get("/").text


def test_a_choice_leads_to_its_lab(web: Web) -> None:
    answer = web.client().get("/play?release=1.36&nodes=3&workload=web")
    assert (answer.status_code, answer.location) == (302, "/lessons/play/1.36-3-web")


@pytest.mark.parametrize(
    "query", ["release=1.8&nodes=3&workload=guestbook", "nodes=0&workload=web", "nodes=x&workload=web", "nodes=3",
              "release=9&workload=web", "nodes=21&workload=web", "workload=%3Cscript%3E"],
)  # fmt: skip
def test_what_cannot_be_had_is_refused_with_the_page(web: Web, query: str) -> None:
    answer = web.client().get(f"/play?{query}")
    assert answer.status_code == 400
    assert "That cannot be had together." in answer.text
    assert "<script>" not in answer.text


def test_a_catalogue_knows_the_labs_lesson() -> None:
    assert Catalogue().lesson("play/1.36-3-web") is None
    assert Catalogue(made=free_lesson).lesson("play/1.36-3-web") is not None
