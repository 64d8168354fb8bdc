"""Which blocks of a scenario are commands, and blocks that are written in HTML."""

from __future__ import annotations

import pytest

from app.lessons.importing.found import Notes
from app.lessons.importing.segments import Fence, segments
from app.lessons.importing.shell import reads_like_commands
from app.lessons.importing.texts import convert
from app.lessons.importing.world import machines

TWO = machines("kubernetes-kubeadm-2nodes", Notes())


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("kubectl get pods", "", True),
        ("# look\n\nsudo kubectl get pods", "text", True),
        ("NODE=$(kubectl get no -o name)\nkubectl drain $NODE", "bash", True),
        ("sleep 30\ncrictl ps", "sh", True),
        ("printf 'a\\n' > /root/a", "bash", True),
        ("# wait\nuntil kubectl get no; do sleep 1; done", "shell", True),
        ("[ -f /tmp/x ] && echo yes", "bash", True),
        ("if true; then echo; fi", "zsh", True),
        ("/usr/bin/crictl ps", "bash", True),
        ("(cd /tmp && ls)", "bash", True),
        ("sleep 30", "text", False),
        ("NAME   READY   STATUS\nweb    1/1     Running", "bash", False),
        ("pod/web created", "bash", False),
        ("NAME=x is a variable", "", False),
        ("apiVersion: v1", "bash", False),
        ("", "bash", False),
        ("# only a comment", "bash", False),
    ],
)
def test_blocks_that_read_like_commands(text: str, language: str, found: bool) -> None:
    assert reads_like_commands(text, language) is found


def test_a_solution_may_begin_with_any_command() -> None:
    source = "<details><summary>Solution</summary>\n\n```bash\nNODE=node01\nkubectl drain $NODE\n```\n\n</details>\n"
    (command,) = convert(source, "a.md", TWO, "/root", Notes()).commands
    assert (command.text, command.clicked, command.solved) == ("NODE=node01\nkubectl drain $NODE", False, True)


@pytest.mark.parametrize(
    ("html", "language", "text", "action"),
    [
        ("<pre><code>kubectl get pods &gt; x\nls\n</code></pre>", "", "kubectl get pods > x\nls", None),
        ('<pre><code class="language-bash">ls</code></pre>', "bash", "ls", None),
        ("<pre>\nkubectl get no\n</pre>{{exec}}", "", "kubectl get no", "exec"),
        ("  <PRE>ls &lt;name&gt;</PRE>", "", "ls <name>", None),
    ],
)
def test_blocks_in_html(html: str, language: str, text: str, action: str | None) -> None:
    (block,) = segments(html)
    assert isinstance(block, Fence)
    assert (block.language, block.text, block.action) == (language, text, action)


@pytest.mark.parametrize("html", ["<pre>one <b>two</b></pre>", "<pre>without an end", "in a <pre>line</pre>"])
def test_html_that_stays_as_it_is(html: str) -> None:
    assert convert(html, "a.md", TWO, "/root", Notes()).text.strip() == html


def test_commands_in_html_that_unfolds_are_a_solution() -> None:
    block = "<pre><code>kubectl scale deploy web --replicas=2\n</code></pre>"
    source = f"<details>\n<summary>Need the commands?</summary>\n\n{block}\n\n</details>\n"
    page = convert(source, "a.md", TWO, "/root", Notes())
    assert [(command.text, command.solved) for command in page.commands] == [
        ("kubectl scale deploy web --replicas=2", True)
    ]
    assert "```sh\nkubectl scale deploy web --replicas=2\n```" in page.text
