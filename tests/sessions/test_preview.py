"""An author saves a lesson while its lab is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner
from learner import ROOT, Server, Tab

from app.cli import kubekata
from app.cli.lesson_preview import place_of

LESSON = "mine/01-first"
DEPLOYMENT = "kubectl create deployment web --image=nginx"


class Author(Server):
    """A preview of a new lesson, and its author's editor."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "lessons" / "mine" / "01-first"
        made = CliRunner().invoke(kubekata, ["lesson", "new", "mine/first", "--lessons", str(folder / "lessons")])
        assert made.exit_code == 0, made.output
        super().__init__(folder / "kubekata.sqlite3", previewed=[self.folder.parent])

    def save(self, name: str, old: str, new: str) -> None:
        """Change a file of the lesson (all of it where `old` is empty), and let the server look."""
        file = self.folder / name
        text = file.read_text(encoding="utf-8") if old else ""
        assert old in text
        file.write_text(text.replace(old, new) if old else new, encoding="utf-8")
        self.look()

    def look(self) -> None:
        self.app.flask.extensions["kubekata.preview"].look()

    def page(self, tab: Tab) -> str:
        return tab.learner.session.get(f"{self.url}/lessons/{LESSON}", timeout=30).text


def saves(tab: Tab) -> int:
    return tab.told.count(("lesson.saved", {"lesson": LESSON}))


def phases(tab: Tab) -> dict[str, str]:
    return {step["id"]: step["phase"] for step in tab.state["steps"]}


@pytest.fixture
def author(tmp_path: Path) -> Iterator[Author]:
    running = Author(tmp_path)
    yield running
    running.stop()


def test_a_saved_text_is_on_the_page_and_the_lab_goes_on(author: Author) -> None:
    tab = author.tab(lesson=LESSON)
    tab.next()
    tab.run(DEPLOYMENT)
    author.look()
    assert saves(tab) == 0
    author.save("run-a-web-server.en.md", "# Run a web server", "# Serve the web")
    tab.wait(lambda: saves(tab) == 1)
    assert "Serve the web" in author.page(tab)
    assert tab.step == "run-a-web-server"
    assert "deployment.apps/web" in tab.run("kubectl get deployments -o name")


def test_steps_that_are_still_there_stay_done(author: Author) -> None:
    tab = author.tab(lesson=LESSON)
    tab.next()
    author.save("read-on.en.md", "", "# Read on\n\nMore.\n")
    author.save("lesson.yaml", "  - id: run-a-web-server\n", "  - id: read-on\n  - id: run-a-web-server\n")
    tab.wait(lambda: phases(tab) == {"look-around": "done", "read-on": "open", "run-a-web-server": "locked"})
    tab.next()
    author.save("lesson.yaml", "  - id: look-around\n", "")
    tab.wait(lambda: phases(tab) == {"read-on": "done", "run-a-web-server": "open"})
    tab.run(DEPLOYMENT)
    tab.ticked("run-a-web-server")


def test_a_changed_check_is_asked_at_once(author: Author) -> None:
    tab = author.tab(lesson=LESSON)
    tab.next()
    tab.run("kubectl create deployment shop --image=nginx")
    author.save("lesson.yaml", "resource: deployment/web", "resource: deployment/shop")
    tab.ticked("run-a-web-server")


def test_mistakes_are_shown_and_the_last_good_lesson_goes_on(author: Author) -> None:
    tab = author.tab(lesson=LESSON)
    author.save("lesson.yaml", "says: web", "sais: web")
    tab.wait(lambda: saves(tab) == 1)
    page = author.page(tab)
    assert "<code>lessons/mine/01-first/lesson.yaml:10</code> unknown key" in page
    assert "did you mean &#39;says&#39;?" in page
    assert "You see the lesson as it was before them." in page
    tab.next()
    author.save("../course.yaml", "title", "tittle")
    assert "<code>lessons/mine/course.yaml:1</code>" in author.page(tab)
    author.save("lesson.yaml", "sais: web", "says: web")
    author.save("../course.yaml", "tittle", "title")
    assert "lesson&#39;s files" not in author.page(tab)
    assert tab.step == "run-a-web-server"


def test_what_lint_warns_of_is_shown(author: Author) -> None:
    tab = author.tab(lesson=LESSON)
    assert "Worth a look" not in author.page(tab)
    author.save("look-around.en.md", "The cluster", "[More](/lessons/nowhere/at-all). The cluster")
    assert "the link /lessons/nowhere/at-all leads nowhere" in author.page(tab)


def test_a_lesson_that_is_broken_from_the_start_opens_once_it_is_mended(author: Author) -> None:
    author.save("lesson.yaml", "minutes", "minuets")
    author.restart()
    page = requests.get(f"{author.url}/lessons/{LESSON}", timeout=30).text
    assert "The lesson opens here as soon as they are mended." in page
    assert "did you mean &#39;minutes&#39;?" in page
    author.save("lesson.yaml", "minuets", "minutes")
    assert author.tab(lesson=LESSON).step == "look-around"


def test_authors_jump_to_any_step(author: Author) -> None:
    author.save("read-on.en.md", "", "# Read on\n\nMore.\n")
    author.save("lesson.yaml", "that it was asked for.\n", "that it was asked for.\n  - id: read-on\n")
    tab = author.tab(lesson=LESSON)
    tab.ask("step.jump", step="read-on")
    tab.wait(lambda: ("work.done", {"work": "jump", "done": 0, "all": 0}) in tab.told, "the step is there")
    assert phases(tab) == {"look-around": "done", "run-a-web-server": "done", "read-on": "open"}
    assert tab.step == "read-on"
    assert "deployment.apps/web" in tab.run("kubectl get deployments -o name")


def test_what_can_be_previewed(author: Author) -> None:
    own = ROOT / "lessons"
    course = author.folder.parent
    assert place_of(str(author.folder), own) == ([course], f"/lessons/{LESSON}")
    assert place_of(str(course), own) == ([course], "/")
    assert place_of(str(course.parent), own) == ([course], "/")
    folders, page = place_of("kubernetes-basics/02-deploy-an-app", own)
    assert (own / "kubernetes-basics" in folders, page) == (True, "/lessons/kubernetes-basics/02-deploy-an-app")
    nothing = CliRunner().invoke(kubekata, ["lesson", "preview", "nowhere"])
    assert nothing.exit_code == 2
    assert "there is no lesson or folder of lessons 'nowhere'" in nothing.output
