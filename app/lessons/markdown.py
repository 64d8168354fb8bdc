"""Lesson texts: Markdown in, safe HTML out. Code blocks that can be run carry their terminal and command as data.

```sh run                  a click runs it in terminal 1
```sh run terminal=2       ... in terminal 2
```sh run interrupt        ... after Ctrl-C
```sh                      only to copy
```yaml file=/root/a.yaml  a click writes it to that file (append, prepend, insert="marker": into what is there)
`kubectl get pods`{run}    in the middle of a sentence; {run terminal=2}, {run interrupt}
`app.yaml`{open}           a file to open in an editor
[the app](lab://node01:80/)  a port of a machine of the lab
![what it shows](a.svg)    a picture that lies beside the text
{{pod "app=web"}}          what the lab has at that moment (see app.lessons.variables)
```output                  what a command prints
```yaml                    any other language, coloured
::: tip | note | mistake   a note beside the text, up to the next :::
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from html import escape
from itertools import pairwise
from typing import Any
from unicodedata import east_asian_width
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

from app.lessons.code_info import CodeInfo, code_info, file_command
from app.lessons.text import FALLBACK
from app.lessons.variables import Variable, replaced

NOTES: Mapping[str, Mapping[str, str]] = {
    "tip": {"en": "Tip", "ja": "ポイント"},
    "note": {"en": "Note", "ja": "メモ"},
    "mistake": {"en": "Common mistake", "ja": "よくある間違い"},
}
PICTURE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.(svg|png|jpe?g|gif|webp)")
_COLOUR_PREFIX = "hl-"
_FORMATTER = HtmlFormatter(nowrap=True, classprefix=_COLOUR_PREFIX)
_CLASSES = {
    "copyable",
    "run-block",
    "code-block",
    "output-block",
    "note",
    "note-title",
    "file-block",
    "run-inline",
    "open-file",
    "lab-link",
    *(f"note-{name}" for name in NOTES),
}
TAGS = {
    "a", "aside", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "figcaption", "figure",
    "h2", "h3", "h4", "hr", "img", "kbd", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "summary", "sup",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"class"},
    "a": {"href", "title", "data-node", "data-port", "data-path"},
    "code": {"data-terminal", "data-command", "data-interrupt", "data-file"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "figure": {
        "data-terminal",
        "data-command",
        "data-interrupt",
        "data-language",
        "data-file",
        "data-how",
        "data-marker",
    },
}


def code_blocks(source: str) -> Iterator[tuple[int, CodeInfo, str]]:
    """The fenced blocks of a text: line (from 1), info and content."""
    for token in parsed(source):
        if token.type == "fence":
            yield (token.map[0] if token.map else 0) + 1, code_info(token.info), token.content


@lru_cache(maxsize=64)
def parsed(source: str) -> Sequence[Token]:
    """A text's tokens; nobody may change them."""
    return tuple(_parser().parse(source, {}))


@lru_cache(maxsize=2048)
def render_line(source: str) -> str:
    """A short text (what a check says, a hint) as safe HTML without a paragraph around it: code, emphasis, links."""
    kept: list[Variable] = []
    html: str = _parser().renderInline(_hidden(source, kept))
    return _with_values(_clean(html), kept)


@lru_cache(maxsize=2048)
def render(source: str, language: str, pictures: str = "") -> str:
    """A text as HTML that is safe under a strict content security policy: no scripts, no styles, known classes only.

    `pictures` is the address under which the pictures are found that lie beside the text. Variables become `span`s that
    name themselves in `data-value`; in the commands of code blocks they stay as they are.
    """
    kept: list[Variable] = []
    html: str = _parser().render(_hidden(source, kept), {"language": language, "pictures": pictures})
    return _with_values(_clean(html), kept)


def _hidden(source: str, kept: list[Variable]) -> str:
    """The text with a mark for each variable, which neither Markdown nor colours take apart."""

    def mark(variable: Variable) -> str:
        kept.append(variable)
        return f"{_MARK}{len(kept) - 1}{_MARK}"

    return replaced(source.replace(_MARK, ""), mark)


def _with_values(html: str, kept: Sequence[Variable]) -> str:
    """What the marks stood for: as itself inside tags, as a `span` between them."""
    if not kept:
        return html
    parts = _TAG.split(html)
    for at, part in enumerate(parts):
        inside = at % 2 == 1

        def shown(found: re.Match[str], inside: bool = inside) -> str:
            variable = kept[int(found[1])]
            if inside:
                return escape(f"{{{{{variable}}}}}")
            return f'<span class="lab-value" data-value="{escape(str(variable))}">{variable.placeholder}</span>'

        parts[at] = _MARKED.sub(shown, part)
    return "".join(parts)


_MARK = "\ue000"  # of nobody's alphabet
_MARKED = re.compile(f"{_MARK}(\\d+){_MARK}")
_TAG = re.compile(r"""(<[a-zA-Z/](?:[^>"']|"[^"]*"|'[^']*')*>)""")


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_allowed,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def pygments_css() -> str:
    """The colours of code, light and dark, for the page's stylesheet."""
    light = HtmlFormatter(style="default", classprefix=_COLOUR_PREFIX).get_style_defs("pre code")
    dark = HtmlFormatter(style="monokai", classprefix=_COLOUR_PREFIX).get_style_defs("pre code")
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    if attribute != "class":
        return value
    kept = [name for name in value.split() if name in _CLASSES or (tag == "span" and name.startswith(_COLOUR_PREFIX))]
    return " ".join(kept) or None


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    for name in NOTES:
        parser.use(container_plugin, name, render=_note)
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("code_inline", _inline_code)
    parser.add_render_rule("code_block", _indented_code)
    parser.add_render_rule("softbreak", _soft_break)
    parser.add_render_rule("link_open", _link)
    parser.add_render_rule("image", _picture)
    parser.core.ruler.push("inline_actions", _mark_actions)
    return parser


def _note(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    if tokens[index].nesting < 0:
        return "</aside>\n"
    name = tokens[index].info.split()[0]
    title = NOTES[name].get(env.get("language", FALLBACK)) or NOTES[name][FALLBACK]
    return f'<aside class="note note-{name}"><p class="note-title">{title}</p>\n'


def _fence(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    info, content = code_info(tokens[index].info), tokens[index].content
    code = f"<pre><code>{_coloured(content, info.language)}</code></pre>"
    if info.run:
        command = escape(content.rstrip("\n"))
        interrupt = ' data-interrupt="true"' if info.interrupt else ""
        attributes = f'data-terminal="{info.terminal}" data-command="{command}"{interrupt}'
        return f'<figure class="run-block" {attributes}>{code}</figure>\n'
    if info.file:
        attributes = f'data-file="{escape(info.file)}" data-how="{info.how}" data-marker="{escape(info.marker)}"'
        command = escape(file_command(info, content))
        return f'<figure class="code-block file-block" {attributes} data-command="{command}">{code}</figure>\n'
    if info.language == "output":
        return f'<figure class="output-block">{code}</figure>\n'
    return f'<figure class="code-block" data-language="{escape(info.language)}">{code}</figure>\n'


def _coloured(content: str, language: str) -> str:
    if language not in ("", "output", "text"):
        try:
            lexer = find_lexer_class_by_name(language)
        except ClassNotFound:
            return escape(content, quote=False)
        coloured: str = highlight(content, lexer(stripnl=False, ensurenl=False), _FORMATTER)
        return coloured
    return escape(content, quote=False)


def _inline_code(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    content, action = tokens[index].content, tokens[index].meta.get("action", "")
    shown = escape(content, quote=False)
    if action.startswith("run"):
        info = code_info(f"sh {action}")
        interrupt = ' data-interrupt="true"' if info.interrupt else ""
        attributes = f'data-terminal="{info.terminal}" data-command="{escape(content)}"{interrupt}'
        return f'<code class="run-inline" {attributes}>{shown}</code>'
    if action == "open":
        return f'<code class="open-file" data-file="{escape(content)}">{shown}</code>'
    return f'<code class="copyable">{shown}</code>'


_ACTION = re.compile(r"\{(run(?: terminal=\d)?(?: interrupt)?|open)\}")


def _mark_actions(state: StateCore) -> None:
    """Take `{run}` from behind a code's text, and remember it at the code."""
    for inline in state.tokens:
        children = inline.children or []
        for code, after in pairwise(children):
            found = _ACTION.match(after.content) if code.type == "code_inline" and after.type == "text" else None
            if found:
                code.meta["action"] = found[1]
                after.content = after.content[found.end() :]


def inline_runs(source: str) -> Iterator[tuple[CodeInfo, str]]:
    """Commands in sentences that a click runs."""
    for token in parsed(source):
        for child in token.children or []:
            if child.meta.get("action", "").startswith("run"):
                yield code_info(f"sh {child.meta['action']}"), child.content


def _link(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A link; those to a port of the lab carry where they lead as data, for the page has to find the way."""
    target = str(tokens[index].attrs.get("href", ""))
    if not target.startswith("lab://"):
        return str(renderer.renderToken(tokens, index, options, env))
    parts = urlsplit(target)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    node, _, port = parts.netloc.partition(":")
    place = f'data-node="{escape(node)}" data-port="{escape(port)}" data-path="{escape(path)}"'
    return f'<a class="lab-link" href="#doors" {place}>'


def _picture(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A picture that lies beside the text; others are shown as they are."""
    token = tokens[index]
    source = str(token.attrs.get("src", ""))
    if env.get("pictures") and PICTURE.fullmatch(source):
        token.attrs["src"] = env["pictures"] + source
    return str(RendererHTML.image(renderer, tokens, index, options, env))


def pictures(source: str) -> Iterator[tuple[int, str, str]]:
    """Pictures of a text: line (from 1) of their paragraph, address, alternative text."""
    for token in parsed(source):
        for child in token.children or []:
            if child.type == "image":
                line = (token.map[0] if token.map else 0) + 1
                yield line, str(child.attrs.get("src", "")), child.content.strip()


def links(source: str) -> Iterator[tuple[int, str]]:
    """Links of a text: line (from 1) of their paragraph, address."""
    for token in parsed(source):
        for child in token.children or []:
            if child.type == "link_open":
                yield (token.map[0] if token.map else 0) + 1, str(child.attrs.get("href", ""))


def _indented_code(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f'<figure class="code-block"><pre><code>{escape(tokens[index].content, quote=False)}</code></pre></figure>\n'


def _soft_break(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A line's end is a space, but not between two Japanese characters."""
    before = "".join(token.content for token in tokens[:index])[-1:]
    after = "".join(token.content for token in tokens[index + 1 :])[:1]
    return "" if before and after and _is_wide(before) and _is_wide(after) else "\n"


def _is_wide(character: str) -> bool:
    return east_asian_width(character) in ("W", "F")
