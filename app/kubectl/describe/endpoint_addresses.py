"""The addresses behind a port of a Service.

Follows kubernetes kubectl/pkg/describe/describe.go: formatEndpointSlices; in 2017: formatEndpoints.
"""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]
SHOWN = 3


def slice_addresses(slices: list[Object], port_name: str) -> str:
    """`10.1.0.2:80,10.1.0.3:80`, at most three; `<none>` when there are no slices at all."""
    if not slices:
        return "<none>"
    found: list[str] = []
    looked = 0  # how many endpoints came after the first three had been found
    for each in slices:
        ports = [port for port in each.get("ports") or [] if (port.get("name") or "") == port_name]
        for port in ports if each.get("ports") else [None]:
            for endpoint in each.get("endpoints") or []:
                looked += len(found) >= SHOWN
                if (endpoint.get("conditions") or {}).get("ready") is not False:
                    found.append(_with_port(endpoint["addresses"][0], port))
    shown = ",".join(found[:SHOWN])
    return f"{shown} + {len(found) - SHOWN} more..." if looked else shown


def _with_port(address: str, port: Object | None) -> str:
    if port is None:
        return address
    return f"[{address}]:{port.get('port')}" if ":" in address else f"{address}:{port.get('port')}"


def subset_addresses(endpoints: Object | None, port_name: str) -> str:
    """The same of an Endpoints object."""
    subsets = (endpoints or {}).get("subsets") or []
    found = [
        _with_port(address.get("ip", ""), port)
        for subset in subsets
        for port in subset.get("ports") or []
        if (port.get("name") or "") == port_name
        for address in subset.get("addresses") or []
    ]
    if not subsets:
        return "<none>"
    shown = ",".join(found[:SHOWN])
    return f"{shown} + {len(found) - SHOWN} more..." if len(found) > SHOWN else shown
