"""A typed session becomes a lesson that verifies."""

from __future__ import annotations

from pathlib import Path

import yaml
from click.testing import CliRunner

from app.cli import kubekata

SESSION = """\
# Run a web server
$ kubectl create deployment web --image=nginx
# Look at it
kubectl get pods
# Three of it, and a Service
kubectl scale deployment web --replicas=3
kubectl expose deployment web --port=80
# A new version
kubectl set image deployment/web nginx=nginx:1.27
# Away with it
kubectl delete service web
"""


def test_a_session_becomes_a_lesson_that_verifies(tmp_path: Path) -> None:
    target = tmp_path / "lessons" / "my-course" / "01-web"
    words = ["lesson", "record", "-", "--to", str(target)]
    done = CliRunner().invoke(kubekata, words, input=SESSION)
    assert done.exit_code == 0, done.output
    assert done.output.endswith("5 steps, 6 checks; now write what learners read, and verify it\n")
    steps = yaml.safe_load((target / "lesson.yaml").read_text())["steps"]
    checks = [
        [{key: value for key, value in check.items() if key != "hint"} for check in step["checks"]] for step in steps
    ]
    assert checks[0] == [{"says": "There is the Deployment web", "resource": "deployment/web",
                          "is": {"status": {"readyReplicas": {"at least": 1}}}}]  # fmt: skip
    assert checks[1] == [{"says": "You ran `kubectl get pods`", "ran": "kubectl get pods"}]
    assert checks[2][0]["is"] == {"spec": {"replicas": 3}}
    assert checks[2][1]["resource"] == "service/web"
    assert checks[3][0]["is"]["spec"]["template"]["spec"]["containers"] == [{"name": "nginx", "image": "nginx:1.27"}]
    assert checks[4] == [{"says": "The Service web is gone", "no resource": "service/web"}]
    lessons = str(tmp_path / "lessons")
    verified = CliRunner().invoke(kubekata, ["lesson", "verify", "--lessons", lessons, "--quiet", "--jobs", "1"])
    assert verified.exit_code == 0, verified.output
    assert CliRunner().invoke(kubekata, ["lesson", "lint", "--strict", lessons]).exit_code == 0
    assert "is there already" in CliRunner().invoke(kubekata, words, input=SESSION).output
    empty = CliRunner().invoke(kubekata, ["lesson", "record", "-", "--to", str(tmp_path / "x")], input="# nothing\n")
    assert "the session has no lines" in empty.output
