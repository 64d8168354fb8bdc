"""Flags are parsed as pflag does; wrong ones are told in its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kubectl.errors import FlagError
from app.kubectl.flags import Flag, HelpWanted, parse

FLAGS = [
    Flag("namespace", short="n"),
    Flag("all", "bool", "false", "A"),
    Flag("watch", "bool", "false", "w"),
    Flag("replicas", "int32", "0"),
    Flag("timeout", "duration", "0s"),
    Flag("filename", "strings", "[]", "f"),
    Flag("env", "array", "[]"),
    Flag("images", "pairs", ""),
    Flag("dry-run", "string", "none", bare="unchanged"),
    Flag("old", "int", "-1", deprecated="use --new"),
]


def test_values_come_in_every_form():
    values = parse(FLAGS, ["-n", "a", "pods", "-nb", "-n=c", "--namespace", "d", "web"])
    assert values.text("namespace") == "d"
    assert values.args == ["pods", "web"]


def test_short_flags_are_grouped():
    values = parse(FLAGS, ["-Awn", "x", "-f", "a,b", "-fc"])
    assert (values.on("all"), values.on("watch"), values.text("namespace")) == (True, True, "x")
    assert values.words("filename") == ["a", "b", "c"]


def test_commas_are_kept_where_they_belong_to_the_value():
    values = parse(FLAGS, ["--env=A=1,2", "--env", "B=3", "--images=a=b,c=d"])
    assert values.words("env") == ["A=1,2", "B=3"]
    assert values["images"] == {"a": "b", "c": "d"}


def test_a_flag_that_may_stand_alone_never_takes_the_next_word():
    values = parse(FLAGS, ["--dry-run", "client", "--all", "false"])
    assert (values.text("dry-run"), values.args) == ("unchanged", ["client", "false"])


def test_what_is_behind_two_dashes_is_never_a_flag():
    values = parse(FLAGS, ["pod", "--", "ls", "-l", "--all"])
    assert (values.dash, values.args) == (1, ["pod", "ls", "-l", "--all"])


def test_durations_are_seconds():
    assert parse(FLAGS, ["--timeout=1m30s"]).seconds("timeout") == 90
    assert parse(FLAGS, ["--timeout=1.5h"]).seconds("timeout") == 5400


def test_deprecated_flags_are_told_once():
    values = parse(FLAGS, ["--old=1", "--old=2"])
    assert values.deprecations == ["Flag --old has been deprecated, use --new\n"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--foo"], "unknown flag: --foo"),
        (["-z"], "unknown shorthand flag: 'z' in -z"),
        (["-wzA"], "unknown shorthand flag: 'z' in -zA"),
        (["--namespace"], "flag needs an argument: --namespace"),
        (["-wn"], "flag needs an argument: 'n' in -wn"),
        (["--=x"], "bad flag syntax: --=x"),
        (["---x"], "bad flag syntax: ---x"),
        (["--replicas=x"], 'invalid argument "x" for "--replicas" flag: strconv.ParseInt: parsing "x": invalid syntax'),
        (
            ["--replicas=99999999999"],
            'invalid argument "99999999999" for "--replicas" flag: strconv.ParseInt: parsing "99999999999": value '
            "out of range",
        ),
        (["-A=x"], 'invalid argument "x" for "-A, --all" flag: strconv.ParseBool: parsing "x": invalid syntax'),
        (["--timeout=5"], 'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"'),
        (["--timeout=abc"], 'invalid argument "abc" for "--timeout" flag: time: invalid duration "abc"'),
        (["--images=a"], 'invalid argument "a" for "--images" flag: a must be formatted as key=value'),
    ],
)
def test_wrong_flags(words, text):
    with pytest.raises(FlagError) as wrong:
        parse(FLAGS, words)
    assert str(wrong.value) == text


@pytest.mark.parametrize("words", [["-h"], ["--help"], ["pods", "-wh"]])
def test_help_is_wanted(words):
    with pytest.raises(HelpWanted):
        parse(FLAGS, words)


@given(st.lists(st.text(max_size=8), max_size=6))
def test_any_words_are_parsed_or_refused(words):
    try:
        values = parse(FLAGS, words)
    except (FlagError, HelpWanted):
        return
    assert all(word in words for word in values.args)
