"""The lesson format as a page, from the declarations themselves: `python -m app.lessons.reference` writes it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.lessons.check import CheckKind
from app.lessons.checks import HINT, RULES, SAYS, kinds
from app.lessons.checks.http import ANSWERS
from app.lessons.format import ACTION_FIELDS, COURSE_FIELDS, FILE_FIELDS, LESSON_FIELDS, NODE_FIELDS, STEP_FIELDS
from app.lessons.images import ANSWER_FIELDS, EXIT_FIELDS, IMAGE_FIELDS
from app.lessons.matching import OPERATORS
from app.lessons.reading import Field
from app.lessons.variables import KINDS

PAGE = Path(__file__).resolve().parents[2] / "lessons" / "FORMAT.md"

_INTRO = """# How lessons are written

Made from the code by `python -m app.lessons.reference`; do not edit.

    lessons/<course>/course.yaml
    lessons/<course>/<nn>-<name>/lesson.yaml         structure, checks and solutions, once for all languages
    lessons/<course>/<nn>-<name>/<step>.en.md        a step's text; its first line is `# Title`
    lessons/<course>/<nn>-<name>/<step>.ja.md        the same in another language
    lessons/<course>/<nn>-<name>/finish.en.md        what learners read at the end (optional)

Short texts (titles, `says`, `hint`, `explanation`) stand in the YAML files, one text or one per language: `{en:
Nodes, ja: ノード}`. English must be there; what is not translated falls back to it and is reported. `kubekata lesson
lint` reads everything and reports by file and line; `kubekata lesson verify` plays the solutions: each check must be
false before its step's solution and true after it."""

_TEXTS = """## Texts

Markdown. HTML passes only where it is harmless (`<kbd>`, `<details>` ...). The first line of a code block says more:

| first line | what it becomes |
|---|---|
| `sh run` | a click runs it in terminal 1 |
| `sh run terminal=2` | a click runs it in terminal 2 |
| `sh run interrupt` | a click presses Ctrl-C and then runs it |
| `sh` | a command to copy |
| `yaml file=/root/web.yaml` | a click writes it to that file |
| `yaml file=/root/web.yaml append` | a click appends it (`prepend`: to the top; `insert="# here"`: in that place) |
| `output` | what a command prints |
| `yaml`, `json` ... | coloured code to copy |

In a sentence, `` `kubectl get pods`{run} `` is run by a click; `{run terminal=2}` and `{run interrupt}` as above. ``
`web.yaml`{open} `` is a file to open in an editor. A link to `lab://node01:30080/path` leads to that port of a machine
of the lab; without a port, learners choose one.

`![what it shows](nodes.svg)` shows a picture that lies beside the text; those who cannot see it read what stands in
the brackets, so it must be there, in each language. An SVG may bring its own styles (`@media (prefers-color-scheme:
dark)` too), but no scripts, and nothing from elsewhere.

`::: tip`, `::: note` or `::: mistake` begins a note beside the text, and `:::` ends it."""

_VARIABLES = """### Variables

What only the lab knows stands in two braces: in texts, code blocks, `says` and `hint`, in a solution's lines, in
answers and in what `when` and `unless` say. The page shows it as soon as it is there; before, a click on such a command
says that it is not. Everything else in braces stays what it is."""

_FILES = """Files lie in the lesson's folder, and are on its machines before the setup runs."""

_IMAGES = """A lesson can have images that no other has: what they answer, what they log, what they insist on, when they
break. Their containers have files, a shell and probes as all others.

```yaml
images:
- name: shop/catalog
  tags: [v1, v2]
  port: 8080
  ready after: 5s
  requires: [DATABASE]
  logs: ["catalog $VERSION uses $DATABASE"]
  answers:
  - {path: /, body: "catalog $VERSION on $HOSTNAME\\n"}
  - {path: /healthz, body: ok}
  - {path: /api/*, status: 503, body: "no stock\\n", delay: 2s, logs: ["GET api: no stock"]}
- name: shop/catalog
  tags: [v3]
  exits: {after: 20s, code: 3, logs: ["panic: out of cheese"]}
```

The versions of an image may be images of their own: here `shop/catalog:v3` breaks, so that learners have something to
roll back."""

_RULES = """What `unless`, `when` and `after` name are checks of any kind; those of `unless` and `when` have a text of
their own, in `says`. `after` with commands is exact; with a state it goes by the moment at which that was first seen.

```yaml
- says: You looked at the pods after you scaled web
  ran: kubectl get pods
  after: {ran: kubectl scale deployment/web}
  unless:
    - {says: "You deleted the pod, and with it what it had to tell. Restart the step.", ran: kubectl delete pods}
- says: web stays ready for half a minute
  resource: deployment/web
  is: {status: {readyReplicas: 3}}
  keep: 30s
  when:
    - says: The Service selects `app=web`, but the pods have another label.
      resource: service/web
      is: {spec: {selector: {app: web}}}
```"""

_PATTERNS = """## Patterns

A pattern is a part of an object: every key in it must be there and fit, whatever else there is does not matter. Lists
are free of order: each entry of the pattern needs an entry of its own, and what is named is compared with its
namesake. `null` fits what is absent. An empty list fits an empty one. Quantities are compared by amount: `1000m` is
`1`, `1Gi` is `1024Mi`.

A key with a space is an operator. Kubernetes has no such keys, so rules and data cannot be confused. Several
operators in one place must all hold."""

_COMMANDS = """## Comparing commands

`ran` and `running` compare what commands do, not how they were typed.

- `kubectl`: `kubectl -n x get po` is `kubectl get pods --namespace=x`. Kinds by any of their names, `pod/web` or `pod
  web`, flags in any order and spelling; `k` is kubectl. More flags are fine, except those that make it another
  command: `--help`, `--dry-run`, another namespace, another server. `kubectl get all` counts as each of the kinds
  that it shows. `kubectl --help` is the help of any command.
- `curl` and `wget`: the same method and the same address. `localhost:8001/version` is
  `http://127.0.0.1:8001/version`.
- Everything else: the same program, with at least the same options and, in this order, arguments.
- `*` is any text in a word. Parts of pipelines count, and so does what stands behind `sudo`, `time` or `watch`. It
  must have succeeded; what runs until it is interrupted (`--watch`, `--follow`, `proxy`) may end so."""


_STEPS = """What must not be done in a step at all stands in its `unless`: while one of these checks holds, the step has
failed. Learners read its `says`, and can take the last command back or restart the step; a state that is mended counts
as never having been.

```yaml
- id: read-the-logs
  unless:
    - {says: "The pod is gone, and its logs with it.", ran: kubectl delete pod}
    - {says: "Leave the database alone.", no resource: statefulset/db}
```"""


def page() -> str:
    """The whole page, as Markdown."""
    parts = [_INTRO]
    parts += ["## course.yaml", _table(COURSE_FIELDS)]
    parts += ["## lesson.yaml", _table(LESSON_FIELDS)]
    parts += ["A node is a name, or:", _table(NODE_FIELDS)]
    parts += ["### Files", _FILES, _table(FILE_FIELDS)]
    parts += ["### Images", _IMAGES, _table(IMAGE_FIELDS)]
    parts += ["Keys of `answers`:", _table(ANSWER_FIELDS), "Keys of `exits`:", _table(EXIT_FIELDS)]
    parts += ["### Steps", _table(STEP_FIELDS), _STEPS]
    parts += [
        "A line of a solution is a text, typed into terminal 1, or does one of these things:",
        _table(ACTION_FIELDS),
    ]
    parts += [_TEXTS, _VARIABLES, _variables()]
    parts += ["## Checks", "Every check has these, and one kind:", _table((SAYS, HINT, *RULES)), _RULES]
    parts += [_kind(kind) for kind in kinds().values()]
    parts += [_PATTERNS, _operators(), _COMMANDS]
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _table(fields: Iterable[Field]) -> str:
    rows = ["| key | takes | what it is |", "|---|---|---|"]
    for field in fields:
        needed = " (required)" if field.required else ""
        rows.append(f"| `{field.name}` | {_cell(field.takes.name)} | {_cell(field.help)}{needed}{_default(field)} |")
    return "\n".join(rows)


def _default(field: Field) -> str:
    if field.default in (None, "", (), {}, False) or isinstance(field.default, dict):
        return ""
    shown = ", ".join(field.default) if isinstance(field.default, tuple) else field.default
    return f"; `{shown}` if not given"


def _kind(kind: CheckKind) -> str:
    parts = [f"### `{kind.name}`", f"{_sentence(kind.help)} Takes {kind.takes.name}.", _code(kind.example)]
    if kind.fields:
        parts.append(_table(kind.fields))
    if kind.name == "http":
        parts += ["Keys of `answers`:", _table(ANSWERS)]
    return "\n\n".join(parts)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _code(text: str) -> str:
    return f"```yaml\n{text}\n```"


def _variables() -> str:
    rows = ["| variable | what it stands for |", "|---|---|"]
    rows += [f"| `{{{{{kind.example}}}}}` | {kind.help} |" for kind in KINDS.values()]
    return "\n".join(rows)


def _operators() -> str:
    rows = ["| operator | holds when | example |", "|---|---|---|"]
    rows += [
        f"| `{operator.name}` | {_cell(operator.means)} | `{_cell(operator.example)}` |"
        for operator in OPERATORS.values()
    ]
    return "\n".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
