"""Templates of every kind against what kubectl 1.37 printed for them, word for word.

`recorded/*.json` hold the object and the runs: template, standard output, standard error. Where the errors dump the
object, %RAW%, %OBJECT% and %SYNTAX% stand for it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.kubectl.output.custom_columns import CustomColumnsPrinter
from app.kubectl.output.errors import OutputError
from app.kubectl.output.golang.printing import format_value, go_syntax
from app.kubectl.output.gotemplate import GoTemplatePrinter
from app.kubectl.output.json_text import compact_json
from app.kubectl.output.jsonpath import JSONPathPrinter

RECORDED = Path(__file__).parent / "recorded"


def printer(output: str, flags: list[str], template: str) -> Any:
    allow = "--allow-missing-template-keys=false" not in flags
    if output == "go-template":
        return GoTemplatePrinter(template, allow_missing_keys=allow)
    if output == "custom-columns":
        return CustomColumnsPrinter.from_spec(template, no_headers="--no-headers" in flags)
    return JSONPathPrinter(template, allow_missing_keys=allow, as_json=output == "jsonpath-as-json")


def run(output: str, flags: list[str], template: str, obj: dict[str, Any]) -> tuple[str, str]:
    """Standard output and standard error, with the object's dumps replaced as in the recordings."""
    try:
        return printer(output, flags, template).print(obj), ""
    except OutputError as error:
        message = str(error)
        printed = error.printed
        for dump, name in ((compact_json(obj), "%RAW%"), (format_value(obj), "%OBJECT%"), (go_syntax(obj), "%SYNTAX%")):
            message = message.replace(dump, name)
            printed = printed.replace(dump, name) if "Error executing" in printed else printed
        return printed, "error: " + message + ("" if message.endswith("\n") else "\n")


@pytest.mark.parametrize("name", ["gotemplate", "jsonpath", "custom_columns"])
def test_prints_what_kubectl_prints(name: str) -> None:
    recorded = json.loads((RECORDED / f"{name}.json").read_text())
    obj = recorded["object"]
    different = []
    for runs in recorded["runs"]:
        output, *flags = runs["flags"]
        for template, stdout, stderr in runs["cases"]:
            got = run(output, flags, template, obj)
            if got != (stdout, stderr):
                different.append((runs["flags"], template, got, (stdout, stderr)))
    assert different == []


def test_the_bootcamp_line_with_a_missing_brace() -> None:
    with pytest.raises(OutputError) as error:
        GoTemplatePrinter('{ge .items}}{{.metadata.name}}{{"\\n"}}{{end}}')
    assert str(error.value) == (
        'error parsing template {ge .items}}{{.metadata.name}}{{"\\n"}}{{end}},'
        " template: output:1: unexpected {{end}}\n"
    )


def test_an_execution_error_comes_after_what_was_printed() -> None:
    with pytest.raises(OutputError) as error:
        GoTemplatePrinter("a{{.kind}}{{.kind.x}}").print({"kind": "Pod"})
    where = 'template: output:1:17: executing "output" at <.kind.x>'
    assert error.value.printed == (
        f"aPodError executing template: {where}: can't evaluate field x in type interface {{}}."
        " Printing more information for debugging the template:\n"
        "\ttemplate was:\n\t\ta{{.kind}}{{.kind.x}}\n"
        '\traw data was:\n\t\t{"kind":"Pod"}\n'
        "\tobject given to template engine was:\n\t\tmap[kind:Pod]\n\n"
    )


@pytest.mark.parametrize("make", [GoTemplatePrinter, JSONPathPrinter])
def test_an_empty_template_is_refused(make: Any) -> None:
    with pytest.raises(OutputError, match=r"^template format specified but no template given$"):
        make("")


def test_a_template_cannot_run_away() -> None:
    with pytest.raises(OutputError, match="too many steps"):
        GoTemplatePrinter("{{range 1000000000000}}{{end}}").print({})
    with pytest.raises(OutputError, match="output too long"):
        GoTemplatePrinter('{{range 100}}{{printf "%1000000d" .}}{{end}}').print({})


def test_bytes_that_are_no_text_survive() -> None:
    assert GoTemplatePrinter('{{"/w==" | base64decode}}').print({}).encode("utf-8", "surrogateescape") == b"\xff"


def test_secrets_decode() -> None:
    secret = {"data": {"password": "UzNjcjN0IQ==", "username": "YWRtaW4="}}
    template = '{{range $k,$v := .data}}{{$k}}={{$v | base64decode}}{{"\\n"}}{{end}}'
    assert GoTemplatePrinter(template).print(secret) == "password=S3cr3t!\nusername=admin\n"


def test_numbers_print_as_kubectl_decodes_them() -> None:
    obj = {"a": 1.0, "b": 12345678901234567890, "c": 1e21, "d": 0.00001, "e": 123456789.5, "f": -0.0, "g": 1e6}
    assert JSONPathPrinter("{.a} {.b} {.c} {.d} {.e} {.g}").print(obj) == (
        "1 1.2345678901234567e+19 1e+21 1e-05 1.234567895e+08 1e+06"
    )
    assert GoTemplatePrinter("{{.a}} {{.b}} {{.e}} {{.f}} {{.g}}").print(obj) == (
        "1 1.2345678901234567e+19 1.234567895e+08 0 1000000"
    )
    assert JSONPathPrinter("{}").print(obj) == (
        '{"a":1,"b":12345678901234567000,"c":1e+21,"d":0.00001,"e":123456789.5,"f":-0,"g":1000000}'
    )


MAPS = {
    "items": [
        {"metadata": {"name": "a"}, "data": {"k": "v1", "num": "10"}},
        {"metadata": {"name": "b"}, "data": {"k": "v2"}},
        {"metadata": {"name": "c"}},
    ]
}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{.items[?(@.data.k)].metadata.name}", "a b"),
        ("{.items[::2].metadata.name}", "a c"),
        ("{..name}", "a b c"),
        (
            "{range .items[*]}{'name='}{.metadata.name}{'\\t'}{.data}{'\\n'}{end}",
            'name=a\t{"k":"v1","num":"10"}\nname=b\t{"k":"v2"}\nname=c\t\n',
        ),
        ('{range .items[*]}{.metadata.name}{"\\n"}{end}{.items[0].data.k}', "a\nb\nc\nv1"),
    ],
)
def test_jsonpath_over_lists(template: str, text: str) -> None:
    assert JSONPathPrinter(template).print(MAPS) == text


def test_custom_columns_over_lists() -> None:
    spec = "N:metadata.name,X:.spec.nosuch,D:.data"
    assert CustomColumnsPrinter.from_spec(spec).print(MAPS) == (
        "N     X        D\na     <none>   map[k:v1 num:10]\nb     <none>   map[k:v2]\nc     <none>   <none>\n"
    )
    assert CustomColumnsPrinter.from_spec(":metadata.name", no_headers=True).print(MAPS) == "a\nb\nc\n"


def test_custom_columns_repeat_no_header() -> None:
    printer = CustomColumnsPrinter.from_spec("N:.metadata.name")
    first, second = (printer.print(item) for item in MAPS["items"][:2])
    assert (first, second) == ("N\na\n", "b\n")


def test_custom_columns_from_a_file() -> None:
    printer = CustomColumnsPrinter.from_template("NAME   K\nmetadata.name {.data.k}\nmore\n")
    assert printer.print(MAPS) == "NAME   K\na      v1\nb      v2\nc      <none>\n"


EXPECTED = "Expected format is one line of space separated headers, one line of space separated column specs."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"invalid template, missing header line. {EXPECTED}"),
        ("A B\n", f"invalid template, missing spec line. {EXPECTED}"),
        ("A B\n.x\n", "number of headers (2) and field specifications (1) don't match"),
    ],
)
def test_a_column_file_that_is_wrong(text: str, message: str) -> None:
    with pytest.raises(OutputError) as error:
        CustomColumnsPrinter.from_template(text)
    assert str(error.value) == message


def test_custom_columns_print_what_came_before_an_error() -> None:
    objects = {"items": [{"l": [1, 2]}, {"l": [1]}]}
    with pytest.raises(OutputError) as error:
        CustomColumnsPrinter.from_spec("A:.l[1]").print(objects)
    assert str(error.value) == "array index out of bounds: index 1, length 1"
    assert error.value.printed == "A\n2\n"
