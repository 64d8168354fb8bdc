"""When a node counts as short of something: the eviction thresholds of a kubelet's configuration.

Follows kubernetes pkg/kubelet/eviction/helpers.go: ParseThresholdConfig; pkg/kubelet/apis/config/v1beta1/defaults.go.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.sim.quantity import QuantityError, parse

MEMORY, PIDS, STORAGE, INODES = "memory", "pids", "ephemeral-storage", "inodes"
# What a signal is about: the resource that evictions name, and the node's condition.
SIGNALS = {
    "memory.available": (MEMORY, "MemoryPressure"),
    "nodefs.available": (STORAGE, "DiskPressure"),
    "nodefs.inodesFree": (INODES, "DiskPressure"),
    "imagefs.available": (STORAGE, "DiskPressure"),
    "imagefs.inodesFree": (INODES, "DiskPressure"),
    "pid.available": (PIDS, "PIDPressure"),
}
DEFAULT_HARD = {
    "memory.available": "100Mi", "nodefs.available": "10%", "nodefs.inodesFree": "5%", "imagefs.available": "15%",
    "imagefs.inodesFree": "5%",
}  # fmt: skip
TRANSITION = 300.0  # seconds: evictionPressureTransitionPeriod
IMAGES_HIGH, IMAGES_LOW = 85, 80  # percent of the disk: imageGCHighThresholdPercent, imageGCLowThresholdPercent
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


@dataclass(frozen=True)
class Value:
    """So many bytes (or things), or a share of what there is."""

    amount: int = 0
    share: float = 0.0

    def of(self, capacity: int) -> int:
        """The amount."""
        return int(capacity * self.share) if self.share else self.amount


@dataclass(frozen=True)
class Threshold:
    """Less than `value` of what a signal is about is too little; pods are evicted when that lasts for `grace` seconds.

    `minimum` is what must be there besides until it counts as enough again.
    """

    signal: str
    value: Value
    grace: float = 0.0
    minimum: Value = Value()

    @property
    def resource(self) -> str:
        """What evictions call it."""
        return SIGNALS[self.signal][0]

    @property
    def condition(self) -> str:
        """The node's condition."""
        return SIGNALS[self.signal][1]


@dataclass(frozen=True)
class Settings:
    """A kubelet's settings for evictions and for the collection of images; times in seconds."""

    thresholds: tuple[Threshold, ...]
    transition: float = TRANSITION
    pod_grace: float = 0.0  # evictionMaxPodGracePeriod
    images_high: int = IMAGES_HIGH
    images_low: int = IMAGES_LOW
    usual: bool = False  # nobody has changed the thresholds


def settings(config: Mapping[str, Any]) -> Settings:
    """From a KubeletConfiguration; what is not understood counts as not given."""
    given = {name: str(value) for name, value in (config.get("evictionHard") or {}).items()}
    merged = {**DEFAULT_HARD, **given} if config.get("mergeDefaultEvictionSettings") else given
    hard, soft = merged or DEFAULT_HARD, config.get("evictionSoft") or {}
    periods, minimums = config.get("evictionSoftGracePeriod") or {}, config.get("evictionMinimumReclaim") or {}
    found = [*_thresholds(hard, {}, minimums), *_thresholds(soft, periods, minimums)]
    return Settings(
        tuple(found), seconds(str(config.get("evictionPressureTransitionPeriod", ""))) or TRANSITION,
        float(config.get("evictionMaxPodGracePeriod") or 0),
        int(config.get("imageGCHighThresholdPercent") or IMAGES_HIGH),
        int(config.get("imageGCLowThresholdPercent") or IMAGES_LOW), hard is DEFAULT_HARD and not soft,
    )  # fmt: skip


def _thresholds(texts: Mapping[str, Any], periods: Mapping[str, Any], minimums: Mapping[str, Any]) -> list[Threshold]:
    found = []
    for signal, text in texts.items():
        value = _value(str(text))
        if signal in SIGNALS and value is not None:
            minimum = _value(str(minimums.get(signal, "0"))) or Value()
            found.append(Threshold(signal, value, seconds(str(periods.get(signal, ""))), minimum))
    return sorted(found, key=lambda one: list(SIGNALS).index(one.signal))


def _value(text: str) -> Value | None:
    """None for 0 and 100%, which switch a threshold off, and for what is no value."""
    try:
        if text.endswith("%"):
            share = _single(float(text[:-1]) / 100)
            return Value(share=share) if 0 < share < 1 else None
        amount = parse(text).value()
        return Value(amount) if amount > 0 else None
    except (QuantityError, ValueError):
        return None


def _single(number: float) -> float:
    """A float32, in which the kubelet keeps shares."""
    return float(struct.unpack("f", struct.pack("f", number))[0])


def seconds(text: str) -> float:
    """A Go duration in seconds; 0 for none."""
    return sum(float(number) * _SECONDS[unit] for number, unit in _DURATION.findall(text))


USUAL = settings({})
