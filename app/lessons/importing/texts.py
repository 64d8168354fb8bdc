"""A page of a scenario as Markdown of ours, and the commands that it gives to run, in their order."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field, replace
from typing import Any

from app.lessons.code_info import CodeInfo, file_command
from app.lessons.commands.endless import without_heredocs
from app.lessons.importing.actions import Act, read_act, without_prompts
from app.lessons.importing.found import Notes
from app.lessons.importing.html import dropped_tags, open_details, with_room
from app.lessons.importing.links import LEFT, in_commands, in_text
from app.lessons.importing.quizzes import take_quizzes
from app.lessons.importing.segments import ACTION, Fence, FileBlock, Prose, segments
from app.lessons.importing.shell import OTHERS, SHELLS, reads_like_commands
from app.lessons.importing.world import Machines

_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)((?:(?!\n[ \t]*\n).)+?)(?<!`)\1(?!`)[ \t]?\{\{([^{}]*)\}\}\}?", re.S)
_PICTURE = re.compile(r"!\[[^\]]*\]\(\s*<?([^)\s>]+)")
_HEADING = re.compile(r"^\s*#{1,6}\s+(.*?)\s*#*\s*$")
_MANIFEST = re.compile(r"^apiVersion:.*\n(?:.*\n)*?kind:|^kind:.*\n(?:.*\n)*?apiVersion:", re.M)
_FILE = re.compile(r"`([\w./~-]+\.ya?ml)`")
_NO_SOLUTION = re.compile(r"\b(?:tips?|hints?|info|notes?|docs?|documentation|output|explanation|why)\b", re.I)


@dataclass(frozen=True)
class Command:
    """A command of a page. `clicked`: a click runs it; otherwise it is shown, `solved` as (part of) a solution.

    With `manifest` it is no command but YAML that is to be applied.
    """

    text: str
    act: Act
    line: int
    clicked: bool = True
    solved: bool = False
    manifest: bool = False
    file: str = ""  # the file that the text around a manifest names


@dataclass
class Page:
    """A converted page."""

    title: str = ""
    text: str = ""
    commands: list[Command] = field(default_factory=list)
    pictures: list[tuple[str, int]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)  # its quizzes, as checks
    terminals: int = 1


def convert(source: str, file: str, machines: Machines, editor_path: str, notes: Notes) -> Page:
    """Convert a page; what cannot be carried over is noted with its line."""
    writer = _Writer(file, machines, editor_path, notes)
    pieces = list(segments(source))
    for number, segment in enumerate(pieces):
        writer.around = tuple(
            near.text if isinstance(near, Prose) else ""
            for near in (*pieces[number - 1 : number], *pieces[number + 1 :][:1])
        )
        if isinstance(segment, Prose):
            writer.prose(segment)
        elif isinstance(segment, Fence):
            writer.fence(segment)
        else:
            writer.file_block(segment)
    page = writer.page
    page.text = re.sub(r"\n{3,}", "\n\n", with_room("\n".join(writer.parts))).strip("\n") + "\n"
    page.title, page.text = _titled(page.text)
    page.terminals = max([1, *(command.act.terminal for command in page.commands if command.clicked)])
    return page


def _titled(text: str) -> tuple[str, str]:
    """The first heading as a title, when the text begins with it, and the rest."""
    first, _, rest = text.partition("\n")
    heading = _HEADING.match(first)
    return (re.sub(r"[`*_]", "", heading[1]), rest.lstrip("\n")) if heading else ("", text)


class _Writer:
    def __init__(self, file: str, machines: Machines, editor_path: str, notes: Notes) -> None:
        self.file, self.machines, self.editor_path, self.notes = file, machines, editor_path, notes
        self.page = Page()
        self.parts: list[str] = []
        self.around: tuple[str, ...] = ()  # the prose before and after
        self.details: list[str] = []  # the summaries of the <details> that are open here

    def note(self, line: int, message: str, remedy: str = "") -> None:
        self.notes.add(self.file, line, message, remedy)

    @property
    def solved(self) -> bool:
        """Whether this is (part of) a solution that unfolds."""
        return bool(self.details) and not _NO_SOLUTION.search(self.details[-1])

    # --- prose

    def prose(self, segment: Prose) -> None:
        """Text with code in its lines."""
        text, questions = take_quizzes(segment.text)
        for question in questions:
            check = question.check()
            if check is not None:
                self.page.questions.append(check)
            else:
                self.note(segment.line + question.line, f"no answer to {question.text!r} is right", "it was left out")
        for tag, line in dropped_tags(text):
            self.note(segment.line + line, f"<{tag}> is not shown", "write Markdown")
        for found in _PICTURE.finditer(text):
            self.page.pictures.append((found[1], segment.line + text[: found.start()].count("\n")))
        result: list[str] = []
        at = 0
        for found in _CODE.finditer(text):
            line = segment.line + text[: found.start()].count("\n")
            result.append(self._plain(text[at : found.start()], segment.line))
            result.append(self._inline(found, line, text))
            at = found.end()
        result.append(self._plain(text[at:], segment.line))
        self.parts.append("".join(result))

    def _plain(self, text: str, line: int) -> str:
        self.details = open_details(self.details, text)
        text = in_text(text, self.machines)
        for left in [*LEFT.findall(text)]:
            self.note(line, f"{left} stands for nothing here", "write the address, or a link to lab://")
        for found in ACTION.finditer(text):
            word = found[1].strip()
            if word and not word.startswith((".", "range", "end", "if", "$", "-", "index", "template", "toYaml", "#")):
                near = line + text[: found.start()].count("\n")
                self.note(near, f"{{{{{word}}}}} stands behind no code", "put it right behind the code")
        return text

    def _inline(self, found: re.Match[str], line: int, text: str) -> str:
        """Code in a line with an action behind it: a block of its own when it stands alone, else a word to click."""
        act = self._act(found[3], line)
        code = found[2].strip() if len(found[1]) > 1 else found[2].strip("\n")
        if act.what != "run":
            return f"`{code}`{{open}}" if act.what == "open" else f"`{code}`"
        before = text[: found.start()].rpartition("\n")[2]
        after = re.match(r"[ \t]*[.,:;]?[ \t]*(?=\n|$)", text[found.end() :])
        alone = not before.strip() and after is not None
        if act.control:
            return self._control(code, act, line)
        command = self._command(code, act, line)
        if alone or "\n" in command or "`" in command:
            return f"\n\n{_fenced('sh ' + act.info, command, before if not before.strip() else '')}\n\n"
        return f"`{command}`{{{act.info}}}"

    def _control(self, code: str, act: Act, line: int) -> str:
        if code.strip().upper() == "^C":
            self.page.commands.append(Command("^C", act, line, solved=self.solved))
        else:
            self.note(line, f"the keys {code} are not pressed by a click", "say so in the text")
        return f"<kbd>{code.replace('^', 'Ctrl+')}</kbd>"

    # --- blocks

    def fence(self, block: Fence) -> None:
        """A fenced block."""
        if block.stray:
            self._stray(block)
            return
        if block.unclosed:
            self.note(block.line, "this code block has no end", "it was taken to the end of the text")
        act = self._act(block.action, block.line) if block.action is not None else Act()
        info = f"sh {act.info}" if act.what == "run" else _shown_language(block.language)
        text = in_commands(block.text, self.machines)
        if act.control:
            self.parts.append("\n" + self._control(text, act, block.line) + "\n")
            return
        if act.what == "run":
            text = self._command(text, act, block.line)
        elif block.language in (*SHELLS, *OTHERS):
            plain, prompts = without_prompts(text)
            if reads_like_commands(plain, block.language):
                self.page.commands.append(Command(plain, act, block.line, clicked=False, solved=self.solved))
                info = info if prompts else "sh"
        prose_of_programs = block.language in ("json", "go", "python")
        if act.what != "run" and not prose_of_programs and _MANIFEST.search(without_heredocs(text)):
            self._manifests(text, act, block)
        indent = re.sub(r"\S", " ", block.indent)
        lead = block.indent if block.indent.strip() else indent
        self.parts.append(_fenced(info, text, indent, lead))

    def _manifests(self, text: str, act: Act, block: Fence) -> None:
        """YAML that readers are to save or to apply; among commands, from `apiVersion` to the next empty line."""
        if self.page.commands and self.page.commands[-1].line == block.line:
            shown = self.page.commands.pop()
            for part in re.split(r"(?m)(?=^apiVersion:)|\n\s*\n(?=#|kubectl|k )", shown.text):
                manifest = part.startswith("apiVersion:")
                if manifest or reads_like_commands(part, block.language):
                    self.page.commands.append(replace(shown, text=part.strip("\n"), manifest=manifest))
            return
        named = [found[-1] for prose in self.around[:1] if (found := _FILE.findall(prose[-240:]))]
        named += [found[0] for prose in self.around[1:] if (found := _FILE.findall(prose[:160]))]
        self.page.commands.append(
            Command(
                text, act, block.line, clicked=False, solved=self.solved, manifest=True, file=named[0] if named else ""
            )
        )

    def _stray(self, block: Fence) -> None:
        """An end of a block that has no beginning: the paragraph before it was meant, when it reads like commands."""
        paragraphs = re.split(r"\n[ \t]*\n", "\n".join(self.parts))
        last = paragraphs[-1].strip("\n") if paragraphs else ""
        act = self._act(block.action or "", block.line)
        if act.what == "run" and last and reads_like_commands(last):
            self.note(block.line, "this block has an end and no beginning", "the paragraph before it was taken")
            command = self._command(last, act, block.line)
            self.parts = ["\n\n".join([*paragraphs[:-1], _fenced(f"sh {act.info}", command)])]
        else:
            self.note(block.line, "this block has an end and no beginning", "it was left out")

    def _command(self, text: str, act: Act, line: int) -> str:
        text, prompts = without_prompts(in_commands(text, self.machines))
        if prompts:
            self.note(line, "prompts stand before the commands", "they, and what was printed, were left out")
        if act.machine > 1:
            self.note(line, f"the command is for another machine (HOST{act.machine})",
                      f"terminal {act.terminal} is for it: `ssh {self.machines.names[-1]}` first")  # fmt: skip
        self.page.commands.append(Command(text, act, line, solved=self.solved))
        return text

    def _act(self, words: str, line: int) -> Act:
        act = read_act(words)
        if act.unknown:
            self.note(line, f"{{{{{words}}}}}: {act.unknown!r} means nothing", "it was left out")
        if "no-newline" in words:
            self.note(line, "the line is run, not only typed", "say in the text what is to be added")
        return act

    def file_block(self, block: FileBlock) -> None:
        """Text for a file: a click puts it there."""
        if block.target == "clipboard" or not block.name:
            self.parts.append(_fenced("text", block.text))
            return
        path = posixpath.normpath(posixpath.join(self.editor_path, block.name))
        how = block.target if block.target in ("append", "prepend", "insert") else "replace"
        if how == "insert" and not block.marker:
            self.note(block.line, f"there is no marker to insert it at in {block.name}", "it is appended")
            how = "append"
        extension = {"yml": "yaml", "sh": "sh", "py": "python"}.get(path.rpartition(".")[2], path.rpartition(".")[2])
        language = extension if extension in ("yaml", "json", "sh", "python", "html", "js", "xml") else "text"
        info = CodeInfo(language, file=path, how=how, marker=block.marker)
        words = {"replace": "", "insert": ' insert="{}"'.format(block.marker.replace('"', '\\"'))}.get(how, f" {how}")
        quoted = f'"{path}"' if " " in path else path
        self.parts.append("\n" + _fenced(f"{language} file={quoted}{words}", block.text) + "\n")
        self.page.commands.append(Command(file_command(info, block.text), Act("run"), block.line, solved=self.solved))


def _shown_language(language: str) -> str:
    return {"": "text", "plain": "text", "txt": "text", "shell": "sh", "yml": "yaml", "console": "text",
            "shell-session": "text", "output": "output"}.get(language, language)  # fmt: skip


def _fenced(info: str, text: str, indent: str = "", lead: str = "") -> str:
    marks = "```"
    while marks in text:
        marks += "`"
    lines = [f"{marks}{info}", *text.split("\n"), marks]
    return "\n".join(((lead or indent) if number == 0 else indent) + line for number, line in enumerate(lines))
