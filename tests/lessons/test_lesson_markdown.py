# ruff: noqa: E501  (messages and HTML are compared whole)
"""Lesson texts become safe HTML with blocks that can be run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lessons.markdown import pygments_css, render, render_line


def plain(html: str) -> str:
    """Without the colours of code."""
    return re.sub(r"</?span[^>]*>", "", html)


def test_blocks_that_run() -> None:
    assert plain(render("```sh run\nkubectl get nodes\n```", "en")) == (
        '<figure class="run-block" data-terminal="1" data-command="kubectl get nodes">'
        "<pre><code>kubectl get nodes\n</code></pre></figure>\n"
    )
    assert plain(render("```sh run terminal=2 interrupt\necho \"a\" '<b>'\ncat\n```", "en")) == (
        '<figure class="run-block" data-terminal="2" data-command="echo &quot;a&quot; \'&lt;b&gt;\'\ncat" data-interrupt="true">'
        "<pre><code>echo \"a\" '&lt;b&gt;'\ncat\n</code></pre></figure>\n"
    )


def test_other_blocks() -> None:
    assert render("```output\n<none>\n```", "en") == (
        '<figure class="output-block"><pre><code>&lt;none&gt;\n</code></pre></figure>\n'
    )
    assert render("```yaml\nkind: Pod\n```", "en") == (
        '<figure class="code-block" data-language="yaml"><pre><code><span class="hl-nt">kind</span><span class="hl-p">:</span>'
        '<span class="hl-w"> </span><span class="hl-l hl-l-Scalar hl-l-Scalar-Plain">Pod</span>\n</code></pre></figure>\n'
    )
    assert plain(render("```nolanguage\n<x>\n```", "en")).count("&lt;x&gt;") == 1
    assert render("use `a<b`", "en") == '<p>use <code class="copyable">a&lt;b</code></p>\n'


def test_notes_have_titles_in_the_readers_language() -> None:
    assert render("::: tip\nx\n:::", "ja") == (
        '<aside class="note note-tip"><p class="note-title">ポイント</p>\n<p>x</p>\n</aside>\n'
    )
    assert "Common mistake" in render("::: mistake\nx\n:::", "de")


def test_lines_of_japanese_are_joined_without_a_space() -> None:
    assert render("これは\n長い文です。\n`kubectl` の\nPod", "ja") == (
        '<p>これは長い文です。\n<code class="copyable">kubectl</code> の\nPod</p>\n'
    )


class _Tags(HTMLParser):
    """Collects what could be dangerous."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: set[str] = set()
        self.classes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in ("href", "src"):
                self.addresses.add(value or "")
            if name == "class":
                self.classes |= set((value or "").split())


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<p style="color:red" onclick="x()">a</p>',
        "[x](javascript:alert(1))",
        "<a href='javascript:alert(1)'>x</a>",
        "<iframe src=//x></iframe><svg onload=x><style>*{}</style>",
        '```sh run\n"><script>alert(1)</script>\n```',
        '```"><script>alert(1)</script>\nx\n```',
        "`<script>`",
        "![x](data:text/html,x)",
        '<span class="button hl-x evil">x</span>',
        '<form action="/x"><input name="a"><button>x</button></form>',
    ],
)
def test_nothing_dangerous_passes(source: str) -> None:
    tags = _Tags()
    tags.feed(render(source, "en"))
    assert not tags.names & {"script", "iframe", "svg", "style", "form", "input", "button"}
    assert tags.attributes <= {"class", "src", "href", "rel", "data-terminal", "data-command", "data-language"}
    assert not [address for address in tags.addresses if address.startswith(("javascript:", "data:"))]
    assert tags.classes <= {"run-block", "code-block", "copyable", "hl-x"} | {
        name for name in tags.classes if name[:3] == "hl-"
    }


def test_harmless_html_passes() -> None:
    assert render("Press <kbd>Ctrl</kbd>\n\n<details><summary>More</summary>\n\nx\n\n</details>", "en") == (
        "<p>Press <kbd>Ctrl</kbd></p>\n<details><summary>More</summary>\n<p>x</p>\n</details>"
    )


def test_short_texts_have_no_paragraph() -> None:
    assert render_line("use `get` & **look** <script>x</script>") == (
        'use <code class="copyable">get</code> &amp; <strong>look</strong> '
    )


def test_tables_and_links() -> None:
    assert "<table>" in render("| a | b |\n|---|---|\n| 1 | 2 |", "en")
    assert render("[k](https://kubernetes.io)", "en") == (
        '<p><a href="https://kubernetes.io" rel="noopener noreferrer">k</a></p>\n'
    )


def test_the_stylesheet_has_both_schemes_and_no_addresses() -> None:
    assert ".hl-k" in pygments_css()
    assert "prefers-color-scheme: dark" in pygments_css()
    assert "url(" not in pygments_css()


@given(st.text(max_size=300))
def test_rendering_never_fails(source: str) -> None:
    assert "<script" not in render(source, "ja")
