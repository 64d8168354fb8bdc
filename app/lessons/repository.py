"""What a repository of lessons has beside them: a workflow that proves them, and a page that says how."""

from __future__ import annotations

from pathlib import Path

WORKFLOW = """\
# Proves every lesson at each push: what is wrong with its files, translations that lag behind, that each step can be
# solved, but is not solved before.
name: lessons
on: [push, pull_request]
jobs:
  lessons:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {python-version: "3.12"}
      - run: pip install kubekata
      - run: kubekata lesson lint --strict {folder}
      - run: kubekata lesson translate --check {folder}
      - run: kubekata lesson verify --lessons {folder} --junit lessons.xml
      - uses: actions/upload-artifact@v4
        if: always()
        with: {name: lessons, path: lessons.xml}
"""
README = """\
# Lessons

Interactive lessons for [Kubekata](https://pypi.org/project/kubekata/).

    pip install kubekata
    kubekata serve --lessons {folder}            # read and try them at http://127.0.0.1:8000
    kubekata lesson new COURSE/LESSON --lessons {folder}
    kubekata lesson lint --strict {folder}       # what is wrong with the files
    kubekata lesson verify --lessons {folder}    # that every step can be solved
    kubekata lesson schema --write {folder}      # completion for editors
"""


def write_repository(lessons: Path) -> list[Path]:
    """Write what is not there yet beside a folder of lessons; the files that were written."""
    place = lessons.parent
    files = {
        place / ".github" / "workflows" / "lessons.yml": WORKFLOW,
        place / "README.md": README,
        place / ".gitignore": "*.sqlite3*\nlessons.xml\n",
    }
    written = [path for path in files if not path.exists()]
    for path in written:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path].replace("{folder}", lessons.name), encoding="utf-8")
    return written
