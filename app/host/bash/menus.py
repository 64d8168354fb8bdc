"""`select`: a loop over menus, as bash shows them. bashkit's own shows none, and does not read what is typed."""

from __future__ import annotations

from app.host.bash.script import Command

COLUMNS = 80
TAB = 8


def select(command: Command, typed: bool) -> list[tuple[int, int, str]]:
    """The edits that make a loop of `select NAME in WORDS; do`; `typed` when it reads lines at a terminal."""
    name, *words = command.assignments
    listed = words[0].text.strip() if words else '"$@"'
    read = "read -r REPLY" + (" < <(__line -r REPLY)" if typed else "")
    head = f'__menu "$REPLY" "${{PS3-#? }}" {listed}; {{ {read} || {{ echo; false; }}; }}'
    chosen = f'[[ -n $REPLY ]] || continue; {name.text}=$(__chosen "$REPLY" {listed})'
    body = command.lists[0].items[0].start
    return [(command.start, body, f"{{ REPLY=; while {head}; do {chosen}; "), (command.end, command.end, "; }")]


def menu(items: list[str]) -> str:
    """The list that stands above the question. Follows bash execute_cmd.c: print_select_list."""
    if not items:
        return "\n"
    width = len(str(len(items)))
    longest = max(map(len, items)) + width + 4
    columns = max(1, COLUMNS // longest)
    rows = -(-len(items) // columns)
    columns = -(-len(items) // rows)
    if rows == 1:
        rows, columns = columns, 1
    first = len(str(rows))
    return "".join(_row(items, row, rows, longest, (first, width)) + "\n" for row in range(rows))


def _row(items: list[str], row: int, rows: int, longest: int, widths: tuple[int, int]) -> str:
    text, position = "", 0
    for at in range(row, len(items), rows):
        width = widths[0] if position == 0 else widths[1]
        text += f"{at + 1:{width}}) {items[at]}"
        if at + rows >= len(items):
            break
        text += indent(position + len(items[at]) + width + 2, position + longest)
        position += longest
    return text


def indent(start: int, end: int) -> str:
    """Tabs and blanks from one column to another."""
    text = ""
    while start < end:
        if end // TAB > start // TAB:
            text, start = text + "\t", start + TAB - start % TAB
        else:
            text, start = text + " ", start + 1
    return text
