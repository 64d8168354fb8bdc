from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from fake_lessons import BROKEN, CATALOGUE, CLASSIC, CREATE, CURL, MODERN, REPLIES, WANTED
from fake_runtime import FakeRuntime
from flask.testing import FlaskClient

from app.web import WebConfig, create_web
from tests.web.conftest import LESSON, STATIC, Web

PAGES = ["/", f"/lessons/{LESSON}", "/nowhere"]


def _open(client: FlaskClient, lesson: str = LESSON) -> dict[str, str]:
    opened: dict[str, str] = client.post("/api/labs", json={"lesson": lesson}).get_json()
    return opened


def _finish(web: Web, client: FlaskClient) -> str:
    lab = _open(client)["lab"]
    for step, lines in WANTED[LESSON].items():
        for line in lines:
            web.runtime.line(lab, "2" if line == "kubectl proxy" else "1", line)
        web.runtime.next_step(lab, step)
    return lab


class _Inline(HTMLParser):
    """Finds what the policy forbids: inline scripts, styles and event handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.found.append(tag)
        if "id" in given:
            self.ids.append(given["id"] or "")


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_have_nothing_inline_and_no_id_twice(web: Web, page: str, language: str) -> None:
    client = web.client(language)
    parser = _Inline()
    parser.feed(client.get(page).text)
    assert parser.found == []
    assert len(parser.ids) == len(set(parser.ids))


@pytest.mark.parametrize("page", [*PAGES, "/api/catalogue", "/static/x/js/page.js", "/healthz"])
def test_every_answer_has_the_security_headers(web: Web, page: str) -> None:
    headers = web.client().get(page).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy and "*" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_style_nonce_is_new_each_time_and_in_the_policy(web: Web) -> None:
    client = web.client()
    nonces = []
    for _ in range(2):
        answer = client.get(f"/lessons/{LESSON}")
        nonce = re.search(r'nonce="([^"]+)"', answer.text)
        assert nonce and f"style-src 'self' 'nonce-{nonce[1]}'" in answer.headers["Content-Security-Policy"]
        nonces.append(nonce[1])
    assert nonces[0] != nonces[1]


def test_pages_are_compressed(web: Web) -> None:
    answer = web.client().get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]


# --- languages and themes


@pytest.mark.parametrize(
    ("accepts", "expected"),
    [("ja", "ja"), ("en-GB,en;q=0.8", "en"), ("fr,ja;q=0.5", "ja"), ("fr", "en"), ("", "en"), ("ja-JP,ja;q=0.9", "ja")],
)
def test_the_browsers_languages_decide_first(web: Web, accepts: str, expected: str) -> None:
    page = web.client(accepts).get("/").text
    assert f'<html lang="{expected}"' in page
    assert ("レッスン" in page) == (expected == "ja")


def test_a_choice_of_language_is_remembered(web: Web) -> None:
    client = web.client("en")
    chosen = client.post("/language", data={"language": "ja", "back": f"/lessons/{LESSON}"})
    assert (chosen.status_code, chosen.location) == (303, f"/lessons/{LESSON}")
    assert "クラスターを見てみよう" in client.get(f"/lessons/{LESSON}").text


def test_a_choice_of_theme_is_remembered(web: Web) -> None:
    client = web.client()
    assert 'data-theme="auto"' in client.get("/").text
    client.post("/theme", data={"theme": "dark", "back": "/"})
    assert 'data-theme="dark"' in client.get("/").text


@pytest.mark.parametrize("page", ["/language", "/theme"])
def test_other_choices_are_refused(web: Web, page: str) -> None:
    assert web.client().post(page, data={"language": "xx", "theme": "pink"}).status_code == 400


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "evil", ""]
)
def test_choices_lead_back_to_this_site_only(web: Web, back: str) -> None:
    assert web.client().post("/language", data={"language": "en", "back": back}).location == "/"


# --- the catalogue


def test_the_catalogue_lists_lessons_with_what_they_take(web: Web) -> None:
    page = web.client().get("/").text
    for text in (
        MODERN.title.text("en"),
        CLASSIC.title.text("en"),
        "10 min",
        "Intermediate",
        "Kubernetes 1.8",
        "0 of 2",
    ):
        assert text in page


def test_a_broken_lesson_is_listed_with_its_reason(web: Web) -> None:
    page = web.client().get("/").text
    assert "This lesson cannot be opened" in page
    assert "unknown key &#39;step&#39; in the lesson; did you mean &#39;steps&#39;?" in page
    assert web.client().get(f"/lessons/{BROKEN.id}").status_code == 404


def test_only_instructors_see_the_reason(web: Web) -> None:
    config = WebConfig(b"x", STATIC, instructor=False)
    app, _ = create_web(FakeRuntime([MODERN], WANTED, REPLIES), CATALOGUE, config)
    page = app.test_client().get("/").text
    assert "This lesson cannot be opened" in page and "lesson.yaml" not in page
    assert "lesson.yaml" not in app.test_client().get("/api/catalogue").text


def test_progress_shows_and_can_be_resumed(web: Web) -> None:
    client = web.client()
    lab = _open(client)["lab"]
    for line in WANTED[LESSON]["look-around"]:
        web.runtime.line(lab, "1", line)
    web.runtime.next_step(lab, "look-around")
    page = client.get("/").text
    assert "Pick up where you left" in page
    assert "1 of 3 steps done" in page
    assert "Pick up where you left" not in web.client().get("/").text


# --- the lesson


def test_a_lesson_begins_with_its_first_steps_text(web: Web) -> None:
    page = web.client().get(f"/lessons/{LESSON}").text
    assert "Look at the cluster" in page and 'data-command="kubectl get nodes"' in page
    assert "you asked for the versions" in page
    assert CREATE not in page  # later steps come when they are reached
    assert 'Run <code class="copyable">kubectl version &lt;now&gt;</code>.' in page


def test_a_lesson_goes_on_at_the_step_where_one_left(web: Web) -> None:
    client = web.client()
    lab = _open(client)["lab"]
    for line in WANTED[LESSON]["look-around"]:
        web.runtime.line(lab, "1", line)
    web.runtime.next_step(lab, "look-around")
    assert '<h1 id="step-title" tabindex="-1">Deploy the app</h1>' in client.get(f"/lessons/{LESSON}").text


def test_unknown_pages_and_lessons_are_not_found(web: Web) -> None:
    for page in ("/nowhere", "/lessons/nope", "/lessons/kubernetes-basics", "/lessons/../etc/passwd"):
        answer = web.client().get(page)
        assert answer.status_code == 404
        assert "This page does not exist" in answer.text


def test_the_finish_page_waits_for_the_end(web: Web) -> None:
    client = web.client()
    assert client.get(f"/lessons/{LESSON}/finished").location == f"/lessons/{LESSON}"
    _finish(web, client)
    page = client.get(f"/lessons/{LESSON}/finished").text
    assert (
        "you know the way in" in page
        and "Well done" in page
        and "Reach it through the proxy" in page
        and "13 min" in page
    )
    assert "Deploy an app, as in 2018" in page
    assert "Finished" in client.get("/").text


# --- learners


def test_a_learner_is_a_signed_cookie(web: Web) -> None:
    client = web.client()
    client.get(f"/lessons/{LESSON}")
    cookie = client.get_cookie("kubekata_learner")
    assert cookie and cookie.http_only and cookie.same_site == "Lax"
    lab = _open(client)["lab"]
    assert client.get(f"/api/labs/{lab}").status_code == 200
    client.set_cookie("kubekata_learner", cookie.value[:-2] + "xx")
    assert client.get(f"/api/labs/{lab}").status_code == 404


def test_the_catalogue_makes_no_learner(web: Web) -> None:
    client = web.client()
    client.get("/")
    assert client.get_cookie("kubekata_learner") is None


# --- the API


def test_a_lab_opens_once_for_each_learner(web: Web) -> None:
    one, two = web.client(), web.client()
    first = _open(one)
    assert _open(one)["lab"] == first["lab"]
    assert _open(two)["lab"] != first["lab"]
    assert len(first["lab"]) >= 22


def test_a_lab_of_somebody_else_is_not_found(web: Web) -> None:
    lab = _open(web.client())["lab"]
    stranger = web.client()
    _open(stranger)
    for page in (f"/api/labs/{lab}", f"/api/labs/{lab}/steps/look-around", "/api/labs/never-was"):
        answer = stranger.get(page)
        assert (answer.status_code, answer.get_json()["error"]) == (404, "not-found")


def test_steps_are_read_when_they_are_reached(web: Web) -> None:
    client = web.client("ja")
    lab = _open(client)["lab"]
    step = client.get(f"/api/labs/{lab}/steps/look-around").get_json()
    assert step["title"] == "クラスターを見てみよう"
    assert '<span class="check-sentence">バージョンを確かめた</span>' in step["checks"]
    assert '<p hidden><code class="copyable">kubectl version</code> を実行します。</p>' in step["checks"]
    assert client.get(f"/api/labs/{lab}/steps/deploy").get_json()["error"] == "locked"
    assert client.get(f"/api/labs/{lab}/steps/nope").status_code == 404


def test_pictures_beside_a_lesson(web: Web) -> None:
    client = web.client()
    page = client.get(f"/lessons/{CLASSIC.id}").get_data(as_text=True)
    address = f"/lessons/{CLASSIC.id}/pictures/host.svg"
    assert f'<img src="{address}" alt="A host">' in page
    picture = client.get(address)
    assert (picture.status_code, picture.content_type) == (200, "image/svg+xml")
    assert picture.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    again = client.get(address, headers={"If-None-Match": picture.headers["ETag"]})
    assert again.status_code == 304
    for name in ("lesson.yaml", "look-around.en.md", "nope.svg", "..%2fcourse.yaml", "%2e%2e/lesson.yaml"):
        assert client.get(f"/lessons/{CLASSIC.id}/pictures/{name}").status_code == 404


def test_what_is_right_stays_on_the_server(web: Web) -> None:
    client = web.client("ja")
    page = client.get(f"/lessons/{CLASSIC.id}").get_data(as_text=True)
    lab = client.post("/api/labs", json={"lesson": CLASSIC.id}).get_json()["lab"]
    texts = client.get(f"/api/labs/{lab}/steps/look-around").get_json()
    for html in (page, texts["checks"]):
        assert html.count('type="radio"') == 2
        assert (
            '<legend class="check-says"><span class="check-sentence"><code class="copyable">サーバー</code>は' in html
        )
        assert 'value="2"> <span>バージョン 1.5</span>' in html
        for secret in ("secretly", "surely", "クライアントです", "リクエストに答えます"):
            assert secret not in html
    assert texts["solved"] is True


def test_the_state_of_a_lab(web: Web) -> None:
    client = web.client()
    lab = _open(client)["lab"]
    web.runtime.line(lab, "1", CURL)
    state = client.get(f"/api/labs/{lab}").get_json()
    assert state["lesson"] == LESSON and state["release"] == "1.36"
    assert [terminal["id"] for terminal in state["terminals"]] == ["1", "2"]
    assert state["nodes"] == [{"name": "node01", "running": True}]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"json": {"lesson": "nope"}}, 404),
        ({"json": {"lesson": 7}}, 404),
        ({"json": []}, 404),
        ({"json": {"lesson": BROKEN.id}}, 409),
        ({"data": "lesson=x"}, 415),
        ({"data": "{", "content_type": "application/json"}, 400),
        ({"data": "{" + " " * 100_000 + "}", "content_type": "application/json"}, 413),
    ],
)
def test_bad_requests_for_a_lab(web: Web, sent: dict[str, object], status: int) -> None:
    answer = web.client().post("/api/labs", **sent)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert set(answer.get_json()) == {"error", "detail"}


def test_the_catalogue_as_data(web: Web) -> None:
    courses = web.client("ja").get("/api/catalogue").get_json()["courses"]
    assert courses[0]["title"] == "Kubernetes の基礎"
    assert [lesson["reason"] is None for lesson in courses[0]["lessons"]] == [True, True, False]


def test_a_lesson_says_what_it_builds_on(web: Web) -> None:
    client = web.client()
    page = client.get("/").text
    assert page.count("Builds on:") == 1
    assert re.search(r'Builds on:\s*<a href="/lessons/kubernetes-basics/02-deploy-an-app">Deploy an app</a>, ', page)
    page = client.get("/lessons/kubernetes-basics/03-deploy-an-app-2018").text
    assert re.search(r'data-first="look-around">This builds on:\s*<a href="[^"]*">Deploy an app</a>', page)
    assert "This builds on:" not in client.get(f"/lessons/{LESSON}").text
