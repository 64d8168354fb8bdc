"""A cluster behind a real port, for tests of what clients see of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from app.cluster.api import certificates
from app.labs.gateway import Gateway


class Port:
    """A running gateway; `call` is one request of its admin, `skip` lets time pass."""

    def __init__(self, kubeconfig: Path, preset: str = "bare") -> None:
        self.place, self.kubeconfig = "", kubeconfig
        self._up = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        gateway = Gateway(release="1.36", preset=preset, nodes=None, seed=1)

        async def main() -> None:
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
            with contextlib.suppress(asyncio.CancelledError):
                await gateway.serve(0, kubeconfig, self._said)

        def run() -> None:
            asyncio.run(main())

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        assert self._up.wait(10)

    def _said(self, line: str) -> None:
        self.place = line.split(" at ")[1].split(" ", maxsplit=1)[0]
        self._up.set()

    def trusting(self, *, as_admin: bool) -> ssl.SSLContext:
        """What a client needs: the authority, and the admin's certificate."""
        authority = certificates.authority()
        context = ssl.create_default_context(cadata=authority["ca.crt"])
        if as_admin:
            pair = self.kubeconfig.with_suffix(".pem")
            pair.write_text(certificates.admin_certificate(time.time() - 3600) + authority["admin.key"])
            context.load_cert_chain(pair)
        return context

    def call(self, path: str, body: object = None, *, as_admin: bool = True, **headers: str) -> tuple[int, str]:
        data = None if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
        request = urllib.request.Request(self.place + path, data=data, headers=headers)
        return _answer(request, self.trusting(as_admin=as_admin))

    def plain(self, path: str, body: str, **headers: str) -> tuple[int, str]:
        """A request without TLS."""
        place = self.place.replace("https:", "http:")
        return _answer(urllib.request.Request(place + path, data=body.encode(), headers=headers), None)

    def skip(self, seconds: float) -> None:
        assert self.plain("/_kubekata/clock", f"seconds={seconds}") == (200, "ok\n")

    def stop(self) -> None:
        assert self._task is not None
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(10)


def _answer(request: urllib.request.Request, context: ssl.SSLContext | None) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(request, timeout=10, context=context) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()
