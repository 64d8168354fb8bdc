"""What a client has against a server's certificate, in the words of Go."""

from __future__ import annotations

import pytest

from app.cluster.api.certificates import CLIENT, SERVER, Signed, authority, issue, private_key
from app.network.http import Request, Response
from app.network.network import Interface, Network, UntrustedError
from app.network.tls import Trust, flaws
from app.sim.clock import Clock

START, DAY = 1_795_392_000.0, 86400.0
ROOT = authority()["ca.crt"].encode()


def certificate(*names: str, usages=SERVER, seconds: float = DAY, common_name: str = "web") -> bytes:
    signed = Signed(common_name, (), private_key("admin.key").public_key(), names)
    return issue(signed, serial=7, start=START, seconds=seconds, usages=usages).encode()


def texts(shown: bytes, name: str, roots: bytes | None = ROOT, now: float = START + 60) -> list[str]:
    return [flaw.text for flaw in flaws(shown, Trust(name, roots), now)]


@pytest.mark.parametrize("name", ["web.test", "WEB.test", "web.test.", "a.apps.test", "10.0.0.7", "[fd00::1]"])
def test_names_that_a_certificate_answers_to(name):
    assert texts(certificate("web.test", "*.apps.test", "10.0.0.7", "fd00::1"), name) == []


@pytest.mark.parametrize(
    ("names", "name", "text"),
    [
        (("web.test", "b.test"), "c.test", "certificate is valid for web.test, b.test, not c.test"),
        (("*.apps.test",), "a.b.apps.test", "certificate is valid for *.apps.test, not a.b.apps.test"),
        (("*.apps.test",), "apps.test", "certificate is valid for *.apps.test, not apps.test"),
        (("web.test",), "10.0.0.7",
         "cannot validate certificate for 10.0.0.7 because it doesn't contain any IP SANs"),
        (("10.0.0.7", "10.0.0.8"), "10.0.0.9", "certificate is valid for 10.0.0.7, 10.0.0.8, not 10.0.0.9"),
        (("10.0.0.7",), "web.test", "certificate is not valid for any names, but wanted to match web.test"),
        ((), "web", "certificate relies on legacy Common Name field, use SANs instead"),
    ],
)  # fmt: skip
def test_names_that_it_does_not_answer_to(names, name, text):
    assert texts(certificate(*names), name) == [text]


def test_its_time_is_looked_at_first():
    shown = certificate("web.test")
    late = (
        "certificate has expired or is not yet valid: current time 2026-11-25T00:00:00Z is after 2026-11-24T00:00:00Z"
    )
    early = (
        "certificate has expired or is not yet valid: current time 2026-11-22T00:00:00Z is before 2026-11-23T00:00:00Z"
    )
    unknown = "certificate signed by unknown authority"
    assert texts(shown, "web.test", now=START + 2 * DAY) == [late]
    assert texts(shown, "web.test", now=START - DAY) == [early]
    assert texts(shown, "web.test", roots=None, now=START + 2 * DAY) == [late, unknown]


def test_an_authority_of_the_same_name_is_told_of():
    signed = Signed("kubernetes", (), private_key("admin.key").public_key())
    other = issue(signed, serial=3, start=START, seconds=DAY, usages=("cert sign",)).encode()
    assert texts(certificate("web.test"), "web.test", roots=other) == [
        'certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to '
        'verify candidate authority certificate "kubernetes")'
    ]


def test_a_client_certificate_serves_nobody():
    assert texts(certificate("web.test", usages=CLIENT), "web.test") == [
        "certificate specifies an incompatible key usage"
    ]


def test_a_server_is_trusted_by_its_own_certificate():
    shown = certificate("web.test")
    assert texts(shown, "web.test", roots=shown) == []


def test_a_connection_is_given_up_before_anything_is_sent():
    network, asked = Network(Clock(START)), []
    here, there = network.attach(Interface("here", "10.0.0.1")), network.attach(Interface("there", "10.0.0.2"))

    def serve(request, reply):
        asked.append(request)
        reply(Response(200))

    network.listen(there, 443, serve, tls=True, certificates=certificate)
    network.listen(there, 444, serve, tls=True)
    answers: list[Response] = []
    network.exchange(here, "10.0.0.2", 443, Request("GET", "/"), answers.append, tls=Trust("web.test", ROOT))
    network.exchange(here, "10.0.0.2", 444, Request("GET", "/"), answers.append, tls=True)
    assert [one.status for one in answers] == [200, 200]
    for port, trust in ((443, Trust("web.test")), (444, Trust("web.test", ROOT))):
        with pytest.raises(UntrustedError) as refused:
            network.exchange(here, "10.0.0.2", port, Request("GET", "/"), answers.append, tls=trust)
        assert refused.value.flaws[0].text == "certificate signed by unknown authority"
    network.public["there.test"] = "10.0.0.2"
    network.exchange(here, "there.test", 444, Request("GET", "/"), answers.append, tls=Trust("there.test"))
    assert len(asked) == 3
