"""Templates against what Helm 4.3.1 makes of them."""

from typing import Any

import pytest

from app.helm.engine.rendering import Options, Renderable, RenderError, render
from app.sim.randomness import Randomness


def rendered(text: str, values: dict[str, Any] | None = None, **others: str) -> str:
    top = {"Values": values or {}, "Release": {"Name": "rel", "IsInstall": True}, "Chart": {"Name": "c"}}
    files = {name: Renderable(body, top, "c/templates") for name, body in others.items()}
    files["c/templates/a.yaml"] = Renderable(text, top, "c/templates")
    return render(files, Options(1.8e9, Randomness(1)))["c/templates/a.yaml"]


CASES = [
    ('{{ trunc 3 "hello" }} {{ trunc -3 "hello" }} {{ abbrev 5 "hello world" }}', "hel llo he..."),
    ('{{ abbrevboth 5 10 "1234 5678 9123" }}', "...5678..."),
    ('{{ snakecase "HTTPServer" }} {{ kebabcase "HTTPServerX" }} {{ camelcase "http_server" }}',
     "http_server http-server-x HttpServer"),
    ('{{ snakecase "fooBar2Baz" }} {{ title "foo-bar it\'s" }}', "foo_bar2_baz Foo-Bar It'S"),
    ('{{ quote "a" 1 nil }} {{ squote "a" "b" }} {{ cat "hello" 1 "x" }}', "\"a\" \"1\" 'a' 'b' hello 1 x"),
    ('{{ add "1" 2.9 }} {{ div 7 2 }} {{ mod 7 2 }} {{ round 1.2345 2 }}', "3 3 1 1.23"),
    ("{{ divf 1 3 }}", "0.3333333333333333"),
    ("{{ seq 5 }}|{{ seq -3 }}|{{ seq 0 2 10 }}|{{ untilStep 3 6 2 }}", "1 2 3 4 5|1 0 -1 -2 -3|0 2 4 6 8 10|[3 5]"),
    ('{{ int "0x10" }} {{ int "12a" }} {{ int 3.9 }} {{ int true }} {{ atoi "x" }}', "16 0 3 1 0"),
    ('{{ typeOf (splitList "," "a") }} {{ typeOf (until 3) }} {{ typeOf (chunk 2 (list 1 2 3)) }}',
     "[]string []int [][]interface {}"),
    ('{{ typeOf (add 1 2) }} {{ typeOf 3 }} {{ kindOf nil }} {{ typeOf (split "," "a") }}',
     "int64 int invalid map[string]string"),
    ('{{ merge (dict "a" (dict "x" 1)) (dict "a" (dict "y" 2)) }}', "map[a:map[x:1 y:2]]"),
    ('{{ dig "a" "c" "def" (dict "a" (dict "b" 5)) }} {{ get (dict) "z" | quote }}', 'def ""'),
    ('{{ default "a" 0 }} {{ coalesce 0 "" 3 }} {{ ternary "y" "n" true }}', "a 3 y"),
    ('{{ b64dec "!!" }} {{ adler32sum "a" }} {{ toJson (dict "a" (list 1 "b<")) }}',
     'illegal base64 data at input byte 0 6422626 {"a":[1,"b\\u003c"]}'),
    ('{{ toYaml (dict "b" (list 1 "x") "a" nil) }}', "a: null\nb:\n- 1\n- x"),
    ('{{ toYamlPretty (dict "a" (list 1)) }}', "a:\n  - 1"),
    ('{{ toToml (dict "a" 1 "b" (dict "c" "x" "d" 1.5) "l" (list 1 2)) }}',
     'a = 1\nl = [1, 2]\n\n[b]\n  c = "x"\n  d = 1.5\n'),
    ('{{ fromYaml "[]" | toJson }}',
     '{"Error":"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type '
     'map[string]interface {}"}'),
    ('{{ fromJson "{" }}', "map[Error:unexpected end of JSON input]"),
    ('{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }} {{ regexSplit "z+" "pizza" -1 }}', "-W-xxW- [pi a]"),
    ('{{ semverCompare ">=1.20-0" "v1.37.0" }} {{ semver "v1.2" }}', "true 1.2.0"),
    ('{{ (semver "1.2.3-b+x").Prerelease }}', "b"),
    ('{{ date "Jan 2, 2006 at 3:04pm (MST) Monday" 86400 }}', "Jan 2, 1970 at 12:00am (UTC) Friday"),
    ('{{ duration "3700" }} {{ durationRound "2h10m5s" }}', "1h1m40s 2h"),
    ('{{ derivePassword 1 "long" "password" "user" "example.com" }}', "ZedaFaxcZaso9*"),
    ("{{ .Values.a }}|{{ (.Values.a).b }}|{{ .Values.a | quote }}", "||"),
    ('{{ if eq .Values.a "x" }}1{{ else }}2{{ end }}', "2"),
    ('{{ tpl "x{{ .Chart.Name }}" . }} {{ printf "%05d %q %v" 42 "q" (list 1) }}', 'xc 00042 "q" [1]'),
    ('{{ range $k, $v := dict "a" 1 }}{{ $k }}{{ $v }}{{ end }}{{ range 3 }}{{ . }}{{ end }}', "a1012"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "result"), CASES)
def test_functions(text: str, result: str) -> None:
    assert rendered(text) == result


PLACE = "c/templates/a.yaml:1"
ERRORS = [
    ("{{ .Values.x.y | quote }}", f'{PLACE}:10\n  executing "c/templates/a.yaml" at <.Values.x.y>:\n'
     "    nil pointer evaluating interface {}.y"),
    ("{{ .Release.Name.foo }}", f'{PLACE}:11\n  executing "c/templates/a.yaml" at <.Release.Name.foo>:\n'
     "    can't evaluate field foo in type interface {}"),
    ('{{ trunc .Values.s "abc" }}', f'{PLACE}:16\n  executing "c/templates/a.yaml" at <.Values.s>:\n'
     "    wrong type for value; expected int; got interface {}"),
    ('{{ "abc" | indent "a" }}', f'{PLACE}:18\n  executing "c/templates/a.yaml" at <"a">:\n'
     '    expected integer; found "a"'),
    ('{{ hasKey "a" "b" }}', f'{PLACE}:10\n  executing "c/templates/a.yaml" at <"a">:\n'
     '    can\'t handle "a" for arg of type map[string]interface {}'),
    ('{{ include "h9" . }}', f'{PLACE}:3\n  executing "c/templates/a.yaml" at <include "h9" .>:\n'
     '    error calling include:\ntemplate: no template "h9" associated with template "gotpl"'),
    ('{{ include "h" . }}', f'{PLACE}:3\n  executing "c/templates/a.yaml" at <include "h" .>:\n'
     '    error calling include:\nh.tpl:1:26\n  executing "h" at <.Values.a.b>:\n'
     "    nil pointer evaluating interface {}.b"),
    ('{{ include "nope" . }}', f"execution error at ({PLACE}:3): nope"),
    ('{{ required "need it" .Values.x }}', f"execution error at ({PLACE}:3): need it"),
    ("{{ div 1 0 }}", f'template: {PLACE}:3: executing "c/templates/a.yaml" at <div 1 0>: error calling div: runtime '
     "error: integer divide by zero"),
    ('{{ first "abc" }}', f'template: {PLACE}:3: executing "c/templates/a.yaml" at <first "abc">: error calling first: '
     "Cannot find first on type string"),
    ('{{ tpl "{{ .Values.q.r }}" . }}', f'template: {PLACE}:3: executing "c/templates/a.yaml" at '
     '<tpl "{{ .Values.q.r }}" .>: error calling tpl: error during tpl function execution for "{{ .Values.q.r }}": '
     'template: gotpl:1:10: executing "gotpl" at <.Values.q.r>: nil pointer evaluating interface {}.r'),
    ("{{ bogus }}", f'parse error at ({PLACE}): function "bogus" not defined'),
    ("{{ if }}", f"parse error at ({PLACE}): missing value for if"),
    ('{{ mustRegexMatch "[" "a" }}', f'template: {PLACE}:3: executing "c/templates/a.yaml" at '
     '<mustRegexMatch "[" "a">: error calling mustRegexMatch: error parsing regexp: missing closing ]: `[`'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), ERRORS)
def test_errors(text: str, message: str) -> None:
    partials = '{{ define "h" }}{{ .Values.a.b }}{{ end }}{{ define "nope" }}{{ fail "nope" }}{{ end }}'
    with pytest.raises(RenderError) as wrong:
        rendered(text, **{"_h.tpl": "", "h.tpl": partials})
    assert str(wrong.value) == message


def test_a_template_that_calls_itself_ends() -> None:
    with pytest.raises(RenderError, match="nested reference name: rec"):
        rendered('{{ define "rec" }}{{ include "rec" . }}{{ end }}{{ include "rec" . }}')


def test_files_are_read_deep_folders_first_so_that_the_parents_definitions_win() -> None:
    inner = {
        "c/charts/s/templates/_h.tpl": '{{ define "who" }}child{{ end }}',
        "_p.tpl": '{{ define "who" }}parent{{ end }}',
    }
    assert rendered('{{ include "who" . }}', **inner) == "parent"
