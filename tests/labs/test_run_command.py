"""`kubekata run` with a script on standard input: in a world of its own or in a lesson's."""

import pytest
from click.testing import CliRunner

from app.cli import kubekata

LESSON = "troubleshooting/03-no-room"


def test_a_script_runs_in_a_lessons_world():
    found = CliRunner().invoke(
        kubekata, ["run", "--lesson", LESSON], input="pwd; ls; kubectl get deploy -o name\nexit 3\n"
    )
    assert (found.exit_code, found.stdout) == (3, "/root\nweb.yaml\ndeployment.apps/web\n")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--lesson", LESSON, "--nodes", "3"], "--lesson brings its own world: leave out --nodes"),
        (["--lesson", LESSON, "--cluster", "bare"], "--lesson brings its own world: leave out --cluster"),
        (["--lesson", LESSON, "--json"], "--lesson cannot be combined with --json"),
        (["--accept"], "--accept rewrites .t files: name some, without --json"),
    ],
)
def test_what_does_not_go_together_is_refused(options, why):
    found = CliRunner().invoke(kubekata, ["run", *options], input="ls\n")
    assert (found.exit_code, found.stderr.rsplit("Error: ", 1)[-1]) == (2, f"{why}\n")
