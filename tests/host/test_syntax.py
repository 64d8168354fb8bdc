import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.host.bash.script import IncompleteError, SyntaxNearError
from app.host.bash.syntax import parse, parse_prefix

COMPLETE = [
    "case $x in a|b) echo 1;; (c) echo 2 ;; esac",
    "for ((i=0;i<3;i++)); do echo $i; done",
    "[[ a == b && ( x > y ) ]] && echo",
    'a=(1 2 3); echo ${a[@]} "${a[0]}"',
    "echo $((1+2)) $(( (1+2)*3 )) $(echo $(echo a)) `echo x`",
    "while read x; do echo $x; done < <(seq 3)",
    "f() { echo; }; function g { echo; }; function h() ( echo )",
    "time ls | cat; time -p foo",
    "cmd 2>&1 >/dev/null &>x &",
    "if a; then b; elif c; then d; else e; fi > x",
    'echo $\'it\\\'s\' "$(echo "a b")" \'x\'"y"\\ z',
    "echo a#b # comment 'x",
    "! ( a; b ) | { c; } && d || e & f",
    'echo ${x:-"}"} ${y%\'}\'} "${z:-a b}"',
    'echo "a $(case x in x) echo y;; esac) b"',
    "((i++)); (( i < 3 )) && echo",
    "((echo a); echo b)",
    "cat <<E\nx $x\nE\necho b",
    "cat <<'E' | grep x\n$(\nE\n",
    "cat <<A <<B\n1\nA\n2\nB\n",
    "x=$(cat <<E\nhi\nE\n)\necho $x",
    "a &&\nb ||\n c",
    "echo <(ls) >(cat)",
]


@pytest.mark.parametrize("text", COMPLETE)
def test_scripts_that_bash_accepts(text):
    parse(text)


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("echo )", ")"), ("done", "done"), ("echo a; ; b", ";"), ("&& x", "&&"), ("if; then", ";"), ("fi", "fi"),
        ("}", "}"), ("| x", "|"), ("echo a | ; b", ";"), ("> ", "newline"), ("echo > ; x", ";"), ("if true; fi", "fi"),
        ("f() ; x", ";"), ("echo a; }", "}"), (";; ", ";;"), ("for i in 1; do echo; done done", "done"),
    ],
)  # fmt: skip
def test_the_token_that_bash_names(text, token):
    with pytest.raises(SyntaxNearError) as caught:
        parse(text)
    assert caught.value.token == token


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("echo 'x", "'"), ('echo "a', '"'), ("if true; then", ""), ("foo() { echo", ""), ("case x in", ""),
        ("echo a &&", ""), ("(echo", ""), ("echo $(", ")"), ("echo ${x", "}"), ("x=(", ")"), ("{ echo; ", ""),
        ("while", ""), ("((1", ")"), ("for in", ""), ("a=$(", ")"), ("a |", ""),
    ],
)  # fmt: skip
def test_what_wants_another_line(text, quote):
    with pytest.raises(IncompleteError) as caught:
        parse(text)
    assert caught.value.quote == quote


def test_the_lines_before_an_error_are_complete():
    script, error = parse_prefix("echo a\necho b; echo c\necho )\n")
    assert isinstance(error, SyntaxNearError)
    assert script.text[: script.complete_until] == "echo a\necho b; echo c\n"


def test_a_here_document_without_its_end_is_noted():
    script = parse("cat <<E\nbody\n")
    assert script.unfinished_heredoc is not None
    assert script.unfinished_heredoc.delimiter == "E"


def test_parameters_are_found_where_they_are_expanded_and_only_there():
    script = parse("echo $! \"${$} $UID\" '$no' \\$no $(echo $$)\ncat <<E\n$PPID\nE\ncat <<'F'\n$no\nF\n")
    assert [name for _, _, name in script.parameters] == ["!", "$", "UID", "$", "PPID"]


@given(st.text(alphabet="abc $'\"\\`(){}[]|&;<>\n#!=12", max_size=40))
def test_any_text_is_read_or_refused(text):
    parse_prefix(text)
