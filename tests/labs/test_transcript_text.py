"""The `.t` format reads back what it writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.labs.transcripts.model import Step
from app.labs.transcripts.text import TranscriptError, escape, parse, render, unescape

SESSION = """\
# kubectl scale names the resource that it scaled
@ release 1.36
-- /root/pod.yaml --
apiVersion: v1
\\# a comment of the file
$ kubectl create deployment web --image=nginx
deployment.apps/web created
@ wait 10s
# a name that is not there
$ kubectl scale deployment nope --replicas=1
Error from server (NotFound): deployments.apps "nope" not found
[1]
@ terminal 2
$ cat <<EOF
> a
> EOF
a
\\$ not a prompt

after a blank line
@ press ctrl-c
^C
"""


def test_a_session_is_read() -> None:
    transcript = parse(SESSION)

    assert transcript.title == "kubectl scale names the resource that it scaled"
    assert transcript.release == "1.36"
    assert transcript.files == {"/root/pod.yaml": "apiVersion: v1\n# a comment of the file\n"}
    assert [(step.run, step.wait, step.press, step.terminal, step.exit) for step in transcript.steps] == [
        ("kubectl create deployment web --image=nginx", 0, "", 1, 0),
        ("", 10, "", 1, 0),
        ("kubectl scale deployment nope --replicas=1", 0, "", 1, 1),
        ("cat <<EOF\na\nEOF", 0, "", 2, 0),
        ("", 0, "ctrl-c", 2, 0),
    ]
    assert transcript.steps[3].output == "a\n$ not a prompt\n\nafter a blank line\n"


def test_what_is_written_reads_back() -> None:
    assert render(parse(SESSION)) == SESSION


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hello\n", "line 1: 'hello' stands before the first step; begin a comment with '# '"),
        (
            "$ true\n@ jump 3s\n",
            "line 2: '@ jump 3s' is no act; there are wait 10s, press ctrl-c, terminal 2 and, before the first step, "
            "release, cluster, nodes, lesson",
        ),
    ],
)
def test_nonsense_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(TranscriptError) as caught:
        parse(text)
    assert str(caught.value) == message


@given(st.text(alphabet="$@#>-[]1\\( differs:a", max_size=12))
def test_any_output_line_survives(line: str) -> None:
    assert unescape(escape(line)) == line
    step = Step(run="x", output=f"{line}\n")
    assert parse("$ x\n" + "\n".join(escape(part) for part in [line]) + "\n").steps[0].output == step.output
