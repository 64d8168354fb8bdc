"""The interpreter's own words are never seen."""

import re

import pytest

from tests.host.machine import machine, outcome, scripts

THEIRS = re.compile(r"bashkit|virtual (?:mode|environment|user)|sandbox|fuel|execution error|__[a-z]+", re.IGNORECASE)


def test_versions_are_those_of_the_real_programs():
    host = machine()
    names = sorted(
        host.program_names - {"sh", "bash", "dash", "vi", "vim", "nano", "ssh", "watch", "top", "less", "more"}
    )
    found = scripts(host, *(f"{name} --version < /dev/null" for name in names))
    shown = {name: (ran.stdout + ran.stderr).decode("utf-8", "replace") for name, ran in zip(names, found, strict=True)}
    assert {name: text for name, text in shown.items() if THEIRS.search(text)} == {}


@pytest.mark.parametrize(
    "text",
    [
        "help", "help cd", "enable", "enable -n echo", "compgen -b", "compgen -c", "compgen -v", "set", "declare -p",
        "env", "bunzip2 < /dev/null", "factor 999999999999999999999999999", "install --help", "yq --help",
        "shopt -s expand_aliases\nalias a='echo a;' b='a b'\nb", "fc -l", "fc", "bind", "coproc cat", "ulimit -a",
        "f() { sleep 0 & time true; . /dev/null; cat f; }; declare -f f; type f; f", "trap 'echo x' TERM; trap -p",
        "set -x; sleep 0 & wait; f() { bash -c 'echo a'; }; f; . /dev/null; type ls; read x < /dev/null; fc -l",
        "PS4='> '; set -x; date; eval true; trap 'echo x' TERM; kill $$; export -f f; help > /dev/null",
    ],
)  # fmt: skip
def test_their_words_are_never_shown(text):
    _, output, errors = outcome(text)
    assert THEIRS.findall(output + errors) == []


def test_what_is_nested_too_deep_is_told_calmly():
    assert outcome("bash -c \"$(printf 'if true; then %.0s' {1..300})\"")[2] == (
        "bash: -c: line 2: syntax error: unexpected end of file\n"
    )
