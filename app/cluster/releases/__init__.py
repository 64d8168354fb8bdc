"""Kubernetes releases: what a cluster of each serves."""

from __future__ import annotations

from app.cluster.releases import v1_5, v1_36
from app.cluster.releases.release import Release, Served

RELEASES: dict[str, Release] = {"1.36": v1_36.RELEASE, "1.5": v1_5.RELEASE}
CONVERTED: dict[str, tuple[Served, ...]] = {"1.36": v1_36.CONVERTED, "1.5": ()}
