"""`<(cmd)` and `>(cmd)` behind a command of ours: bashkit's own files for them are there for its own programs only."""

from __future__ import annotations

from collections.abc import Iterator

from app.host.bash.script import Command

PROCESS_FILE = "/run/fd"


def file_edits(command: Command) -> Iterator[tuple[int, int, str]]:
    """The edits that make files of them, which our commands can read and write."""
    found = [word for word in command.words[1:] if word.text.startswith("<(")]
    for number, word in enumerate(found):
        path = f"{PROCESS_FILE}{63 - number}"
        yield word.start, word.start + 2, '"$({ '
        yield word.end - 1, word.end, f'\n}} > {path}; echo {path})"'
    into = [word for word in command.words[1:] if word.text.startswith(">(")]
    if into:  # what reads it runs when it has been written
        paths = [f"{PROCESS_FILE}{63 - number}" for number in range(len(found), len(found) + len(into))]
        readers = "".join(f"{{ {word.text[2:-1]}\n}} < {path}; " for word, path in zip(into, paths, strict=True))
        for word, path in zip(into, paths, strict=True):
            yield word.start, word.end, path
        yield command.start, command.start, "{ "
        yield command.end, command.end, f"; __written=$?; {readers}__status $__written; }}"
