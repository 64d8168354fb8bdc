"""A kubectl command line by what it does: `kubectl -n x get po` is `kubectl get pods --namespace=x`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.lessons.commands.kubectl_flags import aliases, commands, facts

# Verbs whose arguments are TYPE NAME ..., TYPE/NAME ...; the others take names or words.
_TYPED = frozenset({
    "get", "describe", "delete", "edit", "label", "annotate", "scale", "expose", "patch", "autoscale", "wait",
    "rollout status", "rollout history", "rollout undo", "rollout restart", "rollout pause", "rollout resume",
    "set image", "set env", "set resources", "set selector", "set serviceaccount", "taint",
})  # fmt: skip
_POD_VERBS = frozenset({"logs", "exec", "attach", "port-forward", "debug"})
_NODE_VERBS = frozenset({"cordon", "uncordon", "drain"})
_WITH_SETTINGS = frozenset({"label", "annotate", "taint", "set image", "set env", "set serviceaccount"})
_UNTIL_INTERRUPTED = frozenset({"proxy", "port-forward", "attach"})


@dataclass(frozen=True)
class Target:
    """What a command is about: a kind of object as it was written, and a name (empty: all of them)."""

    kind: str
    name: str = ""


@dataclass(frozen=True)
class KubectlCommand:
    """A kubectl command line, taken apart. `flags` are by long name, every value that was given."""

    verb: tuple[str, ...]
    targets: tuple[Target, ...] = ()
    arguments: tuple[str, ...] = ()
    flags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    behind_dashes: tuple[str, ...] = ()

    @property
    def namespace(self) -> str:
        """The namespace that was asked for by flag; empty without one."""
        return self.flags.get("namespace", ("",))[-1]

    def on(self, flag: str) -> bool:
        """Whether a flag without a value is given and not `=false`."""
        return self.flags.get(flag, ("false",))[-1].lower() not in ("false", "f", "0")

    @property
    def until_interrupted(self) -> bool:
        """Whether it only ends when somebody interrupts it, so that ending so is no failure."""
        verb = " ".join(self.verb)
        return verb in _UNTIL_INTERRUPTED or self.on("watch") or self.on("watch-only") or self.on("follow")


def parse(argv: Sequence[str]) -> KubectlCommand:
    """Take a command line (program first) apart; what makes no sense to kubectl simply stays an argument."""
    words, behind = _until_dashes(argv[1:])
    verb = _verb(words)
    flags, arguments = _flags(words, verb)
    if arguments[:1] == ["help"]:
        verb, arguments = _verb(arguments[1:]), []
        flags["help"] = ("true",)
    elif not arguments and not flags:
        flags["help"] = ("true",)  # kubectl alone prints its help
    arguments = _without_verb(arguments, verb)
    name = " ".join(verb)
    if name in _TYPED:
        targets, arguments = _typed(arguments, name)
    elif name in _POD_VERBS and arguments:
        targets, arguments = (_target(arguments[0], "pod"),), arguments[1:]
    elif name in _NODE_VERBS:
        targets, arguments = tuple(Target("node", word) for word in arguments), []
    else:
        targets = ()
    return KubectlCommand(verb, tuple(targets), tuple(arguments), flags, behind)


def _until_dashes(words: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    if "--" not in words:
        return list(words), ()
    at = list(words).index("--")
    return list(words[:at]), tuple(words[at + 1 :])


def _verb(words: Sequence[str]) -> tuple[str, ...]:
    """The longest command that the words without flags begin with."""
    verb: tuple[str, ...] = ()
    for word in _flags(words, ())[1]:
        longer = aliases().get((*verb, word), (*verb, word))
        if longer not in commands():
            break
        verb = longer
    return verb


def _without_verb(arguments: list[str], verb: tuple[str, ...]) -> list[str]:
    return arguments[len(verb) :] if arguments and _verb(arguments[: len(verb)]) == verb else arguments


def _flags(words: Sequence[str], verb: tuple[str, ...]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    known = facts(verb)
    found: dict[str, tuple[str, ...]] = {}
    arguments: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("-") or word == "-":
            arguments.append(word)
        elif word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            if not equals:
                value = _value(name, known.alone, known.known, rest)
            found[name] = (*found.get(name, ()), value)
        else:
            for name, value in _shorts(word[1:], known.long_of, known.alone, rest):
                found[name] = (*found.get(name, ()), value)
    return found, arguments


def _value(name: str, alone: frozenset[str], known: frozenset[str], rest: list[str]) -> str:
    if name in alone or (name not in known and not _may_be_value(rest)):
        return "true"
    return rest.pop(0) if rest else ""


def _may_be_value(rest: list[str]) -> bool:
    """Before the verb is known, a flag that is not global is taken to stand alone where a verb follows it."""
    return bool(rest) and not rest[0].startswith("-") and (rest[0],) not in commands()


def _shorts(letters: str, long_of: Mapping[str, str], alone: frozenset[str], rest: list[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    while letters:
        letter, letters = letters[0], letters[1:]
        name = long_of.get(letter, letter)
        if letters.startswith("="):
            return [*found, (name, letters[1:])]
        if name in alone or (len(name) == 1 and not letters):
            found.append((name, "true"))
        elif letters:
            return [*found, (name, letters)]
        else:
            return [*found, (name, rest.pop(0) if rest else "")]
    return found


def _typed(arguments: list[str], verb: str) -> tuple[tuple[Target, ...], list[str]]:
    settings = [word for word in arguments if verb in _WITH_SETTINGS and _is_setting(word)]
    words = [word for word in arguments if word not in settings]
    if not words:
        return (), settings
    if any("/" in word for word in words):
        return tuple(_target(word, "") for word in words), settings
    kinds, names = words[0].split(","), words[1:]
    return tuple(Target(kind, name) for kind in kinds for name in (names or [""])), settings


def _is_setting(word: str) -> bool:
    return "=" in word or word.endswith("-") or (":" in word and "/" not in word)


def _target(word: str, kind: str) -> Target:
    before, slash, name = word.partition("/")
    return Target(before, name) if slash else Target(kind, word)
