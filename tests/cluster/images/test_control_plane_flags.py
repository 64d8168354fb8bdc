"""What a component of the control plane says of words on its command line that are no flags."""

from __future__ import annotations

import pytest

from app.cluster.images.control_plane_flags import problem

EMPTY = "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable"


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (("kube-scheduler", "", "--kubeconfig=/a"), ""),
        (("kube-controller-manager", ""), EMPTY),
        (("kube-scheduler", "--leader-elect=true"), EMPTY),
        (("kube-apiserver", ""), ""),
        (("kube-scheduler", "", "run"), '"kube-scheduler" does not take any arguments, got ["" "run"]'),
        (("kube-scheduler", "run", "--nonsense"), "unknown flag: --nonsense"),
        (("etcd", "run"), "'run' is not a valid flag"),
    ],
)
def test_words_that_are_no_flags(argv: tuple[str, ...], why: str) -> None:
    assert problem(argv[0], argv, lambda path: None if path.endswith("/token") else b"x") == why


def test_a_pod_s_account_is_configuration_enough() -> None:
    assert problem("kube-scheduler", ["kube-scheduler"], lambda _path: b"x") == ""
