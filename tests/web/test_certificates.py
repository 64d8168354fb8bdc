"""Certificates: signed for who finished a lesson, and checked by anybody who has the address."""

from __future__ import annotations

import datetime
import re

import pytest
from fake_lessons import CLASSIC, WANTED
from flask.testing import FlaskClient

from tests.web.conftest import LESSON, Web

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _finished(web: Web) -> FlaskClient:
    client = web.client()
    lab = client.post("/api/labs", json={"lesson": LESSON}).json["lab"]
    for step, lines in WANTED[LESSON].items():
        for line in lines:
            web.runtime.line(lab, "2" if line == "kubectl proxy" else "1", line)
        web.runtime.next_step(lab, step)
    return client


def _signed(client: FlaskClient, name: str = "Ada Lovelace") -> str:
    answer = client.post("/api/certificates", json={"lesson": LESSON, "name": name})
    assert answer.status_code == 200, answer.text
    address: str = answer.json["address"]
    assert address.startswith("http://localhost/certificates/")
    return address.removeprefix("http://localhost")


def test_a_stranger_sees_whose_certificate_it_is_and_that_it_is_genuine(web: Web) -> None:
    answer = web.client().get(_signed(_finished(web), "  Ada   Lovelace "))
    assert answer.status_code == 200
    assert "This certificate is genuine" in answer.text
    assert "<dd>Ada Lovelace</dd>" in answer.text
    assert "Deploy an app" in answer.text and "13 min" in answer.text
    day = DAY.search(answer.text)
    assert day and abs((datetime.date.fromisoformat(day[0]) - datetime.datetime.now(datetime.UTC).date()).days) <= 1
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_certificate_speaks_the_readers_language(web: Web) -> None:
    assert "この修了証は本物です" in web.client("ja").get(_signed(_finished(web))).text


def test_a_name_is_shown_as_it_was_typed_and_nothing_more(web: Web) -> None:
    page = web.client().get(_signed(_finished(web), "<b>Ada</b>")).text
    assert "&lt;b&gt;Ada&lt;/b&gt;" in page and "<b>Ada</b>" not in page


@pytest.mark.parametrize("change", [lambda text: text[:-1], lambda text: text.replace(text[20], "_", 1), lambda _: "x"])
def test_what_the_site_did_not_sign_cannot_be_confirmed(web: Web, change: object) -> None:
    signed = _signed(_finished(web)).removeprefix("/certificates/")
    answer = web.client().get("/certificates/" + change(signed))  # type: ignore[operator]
    assert answer.status_code == 404
    assert "This certificate cannot be confirmed" in answer.text


def test_a_learners_cookie_is_no_certificate(web: Web) -> None:
    client = _finished(web)
    cookie = client.get_cookie("kubekata_learner")
    assert cookie is not None
    assert client.get(f"/certificates/{cookie.value}").status_code == 404


def test_only_who_finished_the_lesson_gets_one(web: Web) -> None:
    body = {"lesson": LESSON, "name": "Ada"}
    assert web.client().post("/api/certificates", json=body).json == {
        "error": "locked",
        "detail": "the lesson comes first",
    }
    begun = web.client()
    begun.post("/api/labs", json={"lesson": LESSON})
    assert begun.post("/api/certificates", json=body).status_code == 403
    assert _finished(web).post("/api/certificates", json={**body, "lesson": CLASSIC.id}).status_code == 403


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\x00b", "a\u202eb"])
def test_what_is_no_name_is_not_signed(web: Web, name: str) -> None:
    assert _finished(web).post("/api/certificates", json={"lesson": LESSON, "name": name}).status_code == 404


def test_a_form_of_another_site_cannot_ask_for_one(web: Web) -> None:
    assert _finished(web).post("/api/certificates", data={"lesson": LESSON, "name": "Ada"}).status_code == 415
