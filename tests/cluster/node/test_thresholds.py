"""Eviction thresholds of a kubelet's configuration."""

from __future__ import annotations

import pytest

from app.cluster.node.thresholds import settings

DISK = 20_145_768 << 10


def values(config: dict[str, object], capacity: int = DISK) -> list[tuple[str, int, float]]:
    return [(one.signal, one.value.of(capacity), one.grace) for one in settings(config).thresholds]


def test_the_defaults_are_shares_in_single_precision() -> None:
    assert values({}) == [
        ("memory.available", 100 << 20, 0.0), ("nodefs.available", 2_062_926_673, 0.0),
        ("nodefs.inodesFree", 1_031_463_336, 0.0), ("imagefs.available", 3_094_390_087, 0.0),
        ("imagefs.inodesFree", 1_031_463_336, 0.0),
    ]  # fmt: skip
    assert settings({"evictionPressureTransitionPeriod": "0s"}).transition == 300


def test_one_that_is_given_switches_the_other_defaults_off() -> None:
    assert values({"evictionHard": {"nodefs.available": "1Gi"}}) == [("nodefs.available", 1 << 30, 0.0)]
    merged = settings({"evictionHard": {"nodefs.available": "1Gi"}, "mergeDefaultEvictionSettings": True})
    assert len(merged.thresholds) == 5


@pytest.mark.parametrize("off", ["0%", "100%", "0", "many"])
def test_what_switches_a_threshold_off(off: str) -> None:
    assert values({"evictionHard": {"nodefs.available": off}}) == []


def test_soft_ones_have_their_grace() -> None:
    config = {
        "evictionHard": {"memory.available": "5%"}, "evictionSoft": {"memory.available": "1Gi"},
        "evictionSoftGracePeriod": {"memory.available": "1m30s"}, "evictionMaxPodGracePeriod": 60,
        "evictionPressureTransitionPeriod": "30s", "evictionMinimumReclaim": {"memory.available": "500Mi"},
    }  # fmt: skip
    found = settings(config)
    assert [(one.grace, one.minimum.amount) for one in found.thresholds] == [(0.0, 500 << 20), (90.0, 500 << 20)]
    assert (found.pod_grace, found.transition) == (60.0, 30.0)
