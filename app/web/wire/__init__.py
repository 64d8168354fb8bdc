"""Every event between a browser and the server, with its payload: the whole protocol, in one place.

Socket.IO, namespace "/", WebSocket transport only. A browser connects with `auth={"token": ...}`; the token came with
the lab's id from `POST /api/labs` and names one lab, so no event does. A connection without a good token is refused
with `data: {"error": "token"}`, one to a lab that is gone with `not-found`, to one that cannot be woken with
`unavailable`. Every event from the browser is acknowledged with `{"ok": true, "reply": ...}` or
`{"ok": false, "error": code, "detail": text}`; the codes are `not-found`, `locked`, `limit`, `broken`, `unavailable`,
`malformed` and `file`. `PROTOCOL.md` in the folder above is generated from here by `python -m app.web.protocol_page`.
"""

from __future__ import annotations

from typing import Any, get_args

from app.web.wire import cluster, files, labs, steps, terminals

FromBrowser = labs.Asked | terminals.Asked | steps.Asked | cluster.Asked | files.Asked
ToBrowser = labs.Told | terminals.Told | steps.Told | cluster.Told | files.Told


def _by_name(messages: Any) -> dict[str, Any]:
    return {message.event: message for message in get_args(messages) or [messages]}


FROM_BROWSER: dict[str, type[FromBrowser]] = _by_name(FromBrowser)
TO_BROWSER: dict[str, type[ToBrowser]] = _by_name(ToBrowser)
