from __future__ import annotations

from typing import Any

import pytest

from app.kubectl.output.errors import OutputError
from app.kubectl.output.sorter import UnsortableError, sort_objects, sort_table
from app.kubectl.output.table import CLASSIC, PrintOptions, TableStream
from app.kubectl.output.tabwriter import TabWriter


def column(name: str, priority: int = 0) -> dict[str, Any]:
    return {"name": name, "type": "string", "format": "name" if name == "Name" else "", "priority": priority}


def row(*cells: Any, namespace: str = "default", **labels: str) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": cells[0], "namespace": namespace}
    if labels:
        metadata["labels"] = labels
    return {"cells": list(cells), "object": {"kind": "PartialObjectMetadata", "metadata": metadata}}


def table(columns: list[dict[str, Any]], *rows: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "Table", "apiVersion": "meta.k8s.io/v1", "columnDefinitions": columns, "rows": list(rows)}


POD_COLUMNS = [column("Name"), column("Ready"), column("Status"), column("Restarts"), column("Age"), column("IP", 1)]
PODS = table(
    POD_COLUMNS,
    row("api", "2/2", "Running", 0, "4s", "10.0.0.2", app="api", tier="back", env="dev"),
    row("web", "1/1", "Running", 0, "4s", "10.0.0.1", app="web", tier="front", env="prod"),
)
SERVICES = table(
    [column("Name"), column("Type"), column("Age")],
    row("kubernetes", "ClusterIP", "21m"),
    row("web", "ClusterIP", "3s"),
)


def printed(obj: dict[str, Any], **options: Any) -> str:
    stream = TableStream()
    return stream.print(obj, PrintOptions(**options), "pods") + stream.flush()


def test_pods() -> None:
    assert printed(PODS) == (
        "NAME   READY   STATUS    RESTARTS   AGE\n"
        "api    2/2     Running   0          4s\n"
        "web    1/1     Running   0          4s\n"
    )


def test_no_headers() -> None:
    assert printed(PODS, no_headers=True) == ("api   2/2   Running   0     4s\nweb   1/1   Running   0     4s\n")


def test_labels_and_wide_columns() -> None:
    assert printed(PODS, column_labels=("app", "example.com/env", "tier"), wide=True) == (
        "NAME   READY   STATUS    RESTARTS   AGE   IP         APP   ENV   TIER\n"
        "api    2/2     Running   0          4s    10.0.0.2   api         back\n"
        "web    1/1     Running   0          4s    10.0.0.1   web         front\n"
    )
    assert printed(PODS, show_labels=True) == (
        "NAME   READY   STATUS    RESTARTS   AGE   LABELS\n"
        "api    2/2     Running   0          4s    app=api,env=dev,tier=back\n"
        "web    1/1     Running   0          4s    app=web,env=prod,tier=front\n"
    )


def test_a_missing_last_label_leaves_its_blanks() -> None:
    assert printed(PODS, column_labels=("nope",)).splitlines()[1] == "api    2/2     Running   0          4s    "


def test_namespaces_and_kinds() -> None:
    assert printed(SERVICES, with_namespace=True, with_kind=True, kind="Service", show_labels=True) == (
        "NAMESPACE   NAME                 TYPE        AGE   LABELS\n"
        "default     service/kubernetes   ClusterIP   21m   <none>\n"
        "default     service/web          ClusterIP   3s    <none>\n"
    )


def test_several_kinds_have_a_blank_line_between_them() -> None:
    stream = TableStream()
    out = stream.print(PODS, PrintOptions(with_kind=True, kind="pod"), "pods")
    out += stream.print(table([column("Name")]), PrintOptions(with_kind=True, kind="job.batch"), "jobs.batch")
    out += stream.print(SERVICES, PrintOptions(with_kind=True, kind="service"), "services")
    assert out + stream.flush() == (
        "NAME      READY   STATUS    RESTARTS   AGE\n"
        "pod/api   2/2     Running   0          4s\n"
        "pod/web   1/1     Running   0          4s\n"
        "\n"
        "NAME                 TYPE        AGE\n"
        "service/kubernetes   ClusterIP   21m\n"
        "service/web          ClusterIP   3s\n"
    )


def test_chunks_of_one_list_share_a_header() -> None:
    stream = TableStream()
    first, second = table(POD_COLUMNS, PODS["rows"][0]), table(POD_COLUMNS, PODS["rows"][1])
    out = stream.print(first, PrintOptions(), "pods") + stream.print(second, PrintOptions(), "pods") + stream.flush()
    assert out == printed(PODS)


def test_an_empty_table_prints_nothing() -> None:
    stream = TableStream()
    assert stream.print(table(POD_COLUMNS), PrintOptions(), "pods") + stream.flush() == ""
    assert not stream.written


def test_watching_keeps_columns_and_never_narrows_them() -> None:
    stream, options = TableStream(), PrintOptions()
    columns = [column("Name"), column("St")]
    outputs = []
    for event, shown in [
        ("ADDED", table(columns, row("aaa", "x"))),
        ("ADDED", table([], row("cccccccccccc", "zz"))),
        ("DELETED", table(columns, row("b", "s"))),
    ]:
        outputs.append(stream.print(shown, options, "pods", event) + stream.flush())
    assert outputs == [
        "EVENT      NAME   ST\nADDED      aaa    x\n",
        "ADDED      cccccccccccc   zz\n",
        "DELETED    b              s\n",
    ]


def test_cells_are_cut_at_line_breaks_and_show_escapes() -> None:
    shown = table([column("Name"), column("A"), column("B")], row("x\ny", "e\x1b[0m", "r\rx"), row("n", None, 1.5))
    assert printed(shown) == "NAME   A        B\nx...   e^[[0m   r...\nn               1.5\n"


def test_headers_reserve_bytes_not_characters() -> None:
    assert printed(table([column("Name"), column("Val"), column("Num")], row("n0", "ééé", 0))) == (
        "NAME   VAL      NUM\nn0     ééé      0\n"
    )


def test_long_tables_keep_their_columns() -> None:
    rows = [row(f"n{i}", "x\ty" if i == 7 else "v") for i in range(250)] + [row("a-very-long-name", "v")]
    lines = printed(table([column("Name"), column("Val")], *rows)).splitlines()
    assert lines[:2] == ["NAME               VAL", "n0                 v"]
    assert lines[8] == "n7                 x     y"
    assert lines[-1] == "a-very-long-name   v"


def test_a_status_and_plain_objects() -> None:
    status = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "message": "gone"}
    assert printed(status) == "STATUS    REASON     MESSAGE\nFailure   NotFound   gone\n"
    stream = TableStream(now=1_767_225_660.0)
    plain = {"kind": "Pod", "metadata": {"name": "a", "creationTimestamp": "2026-01-01T00:00:00Z", "namespace": "x"}}
    unborn = {"kind": "Pod", "metadata": {"name": "b"}}
    options = PrintOptions(with_namespace=True)
    out = stream.print(plain, options, "pods") + stream.print(unborn, options, "pods") + stream.flush()
    assert out == "NAMESPACE   NAME   AGE\nx           a      60s\n            b      <unknown>\n"


def test_the_classic_layout() -> None:
    nodes = table(
        [column(name) for name in ("Name", "Status", "Roles", "Age", "Version")],
        row("host01", "Ready", "<none>", "6m", "v1.5.2"),
    )
    stream = TableStream(CLASSIC)
    assert stream.print(nodes, PrintOptions(), "nodes") + stream.flush() == (
        "NAME      STATUS    ROLES     AGE       VERSION\nhost01    Ready     <none>    6m        v1.5.2\n"
    )


def test_the_writer_ends_columns_with_their_lines() -> None:
    writer = TabWriter(min_width=0, padding=2, remember=False)
    writer.write("Name:\tweb\nLabels:\tapp=web\n\ttier=front\nno columns here\n")
    writer.write("a\tb\tc\nlonger\tb")
    writer.write("b\tcc\n")
    assert writer.flush() == (
        "Name:    web\nLabels:  app=web\n         tier=front\nno columns here\na       b   c\nlonger  bb  cc\n"
    )
    assert writer.flush() == ""


# Sorting


def named(*values: Any) -> dict[str, Any]:
    rows = [{"cells": [str(value)], "object": {"spec": {} if value is ... else {"v": value}}} for value in values]
    return table([column("Name")], *rows)


def order(*values: Any) -> list[str]:
    return [row["cells"][0] for row in sort_table(named(*values), ".spec.v")["rows"]]


def test_rows_sort_by_numbers_quantities_and_text() -> None:
    assert order(3, 1, 2) == ["1", "2", "3"]
    assert order("10Mi", "2Gi", "100Ki") == ["100Ki", "10Mi", "2Gi"]
    assert order("web-10", "web-2", "web-1") == ["web-1", "web-10", "web-2"]
    assert order("10", "9", "a") == ["9", "10", "a"]
    assert order("a", None) == ["None", "a"]


def test_what_has_no_field_comes_first_last_one_first() -> None:
    assert order(2, ..., 1) == ["Ellipsis", "1", "2"]
    objects = [{"n": 1}, {"n": 2, "v": 5}, {"n": 3}]
    assert [obj["n"] for obj in sort_objects(objects, "{.v}")] == [3, 1, 2]


def test_many_equal_rows_come_out_as_gos_sort_leaves_them() -> None:
    keys = [2, 2, 0, 3, 1, 0, 1, 0, 2, 3, 1, 3, 0]
    objects = [{"v": key, "place": place} for place, key in enumerate(keys)]
    places = [obj["place"] for obj in sort_objects(objects, ".v")]
    assert places == [2, 5, 7, 12, 10, 4, 6, 1, 0, 8, 3, 11, 9]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ((True, False), "unsortable type: bool"),
        (({"a": 1}, {"b": 1}), "unsortable type: map[string]interface {}"),
        ((1, "a"), "unsortable interface: interface"),
        ((1, 1.5), "unsortable interface: interface"),
    ],
)
def test_what_cannot_be_sorted(values: tuple[Any, ...], message: str) -> None:
    with pytest.raises(UnsortableError) as error:
        sort_table(named(*values), ".spec.v")
    assert str(error.value) == (
        f"Field {{.spec.v}} in [][][]reflect.Value is an unsortable type: interface, err: {message}"
    )
    assert error.value.source == "sorter.go:375"


def test_fields_that_nothing_has() -> None:
    message = 'couldn\'t find any field with path "{.nosuch}" in the list of objects'
    with pytest.raises(OutputError) as error:
        sort_table(named(1, 2), "nosuch")
    assert str(error.value) == message
    with pytest.raises(OutputError) as error:
        sort_objects([{"v": 1}], ".nosuch")
    assert str(error.value) == message
    assert sort_table(named(1), ".nosuch") == named(1)
    assert sort_objects([], ".nosuch") == []


def test_paths_that_are_wrong() -> None:
    with pytest.raises(OutputError) as error:
        sort_objects([{"v": 1}], "{.v")
    assert str(error.value) == (
        "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
    )
    with pytest.raises(OutputError, match=r"^unterminated array$"):
        sort_objects([{"v": 1}], ".v[")
