from __future__ import annotations

from fake_lessons import CLASSIC

from tests.web.conftest import Server


def test_questions_are_answered(server: Server) -> None:
    browser = server.open(lesson=CLASSIC.id).connect()
    browser.join()
    assert browser.ask("step.answer", step="deploy", check=0, given=["1"])["error"] == "locked"
    assert browser.ask("step.answer", step="look-around", check=1, given="2")["error"] == "malformed"
    assert browser.ask("step.answer", step="look-around", check=1, given=["1"])["ok"]
    told = browser.until("steps.changed", lambda told: told["steps"][0]["checks"][1]["given"] == ["1"])
    assert told["steps"][0]["checks"][1]["passed"] is False
    browser.ask("step.answer", step="look-around", check=1, given=["2"])
    browser.until("steps.changed", lambda told: told["steps"][0]["checks"][1]["passed"])
    actions = browser.ask("step.solution", step="look-around")["reply"]["actions"]
    assert actions[1]["says"] == {
        "en": "“Which of them is the `server`?”: Version 1.5",
        "ja": "「`サーバー`はどちらですか?」: バージョン 1.5",
    }
