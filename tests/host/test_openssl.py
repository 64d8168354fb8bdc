"""openssl against recordings of the real one, and what it makes read back by itself."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from app.host.openssl import keys
from app.host.openssl.configuration import Configuration
from app.host.openssl.names import NameFormError, pairs_of
from app.sim.randomness import Randomness
from tests.host.machine import machine, outcome, script

RECORDED = json.loads(Path(__file__).with_name("openssl_recordings.json").read_text())
MOMENT = 1795426000.0  # Mon Nov 23 09:26:40 2026, when the certificates had been made

SIGN = (
    "openssl genrsa -out ca.key 2048; openssl req -x509 -new -nodes -key ca.key -subj /CN=my-ca -days 10 -out ca.crt; "
    "openssl genrsa -out jane.key; openssl req -new -key jane.key -subj /CN=jane/O=dev -out jane.csr; "
    "openssl x509 -req -in jane.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 5 -out jane.crt 2>/dev/null; "
)


@pytest.mark.parametrize(
    ("text", "stdout"),
    [
        ("head -1 ca.key jane.csr jane.crt -q",
         "-----BEGIN PRIVATE KEY-----\n-----BEGIN CERTIFICATE REQUEST-----\n-----BEGIN CERTIFICATE-----\n"),
        ("openssl x509 -in jane.crt -noout -subject -issuer -dates",
         "subject=CN = jane, O = dev\nissuer=CN = my-ca\n"
         "notBefore=Nov 14 22:13:20 2023 GMT\nnotAfter=Nov 19 22:13:20 2023 GMT\n"),
        ("openssl req -in jane.csr -noout -subject", "subject=CN = jane, O = dev\n"),
        ("openssl verify -CAfile ca.crt jane.crt", "jane.crt: OK\n"),
        ("[ \"$(openssl x509 -noout -modulus -in jane.crt | openssl md5)\" = "
         "\"$(openssl rsa -noout -modulus -in jane.key | openssl md5)\" ] && echo same", "same\n"),
        ("openssl req -x509 -newkey rsa:2048 -nodes -keyout t.key -out t.crt -subj /CN=x "
         "-addext subjectAltName=DNS:a.b; openssl x509 -in t.crt -noout -text | grep -A1 Alternative",
         "            X509v3 Subject Alternative Name: \n                DNS:a.b\n"),
        ("echo -n pw | openssl base64; echo cHc= | openssl base64 -d; echo; openssl rand -hex 4 | wc -c",
         "cHc=\npw\n9\n"),
        ("echo a | openssl sha256",
         "SHA2-256(stdin)= 87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7\n"),
        ("stat -c %a jane.key", "600\n"),
        ("openssl ecparam -name prime256v1 -genkey -noout | head -1", "-----BEGIN EC PRIVATE KEY-----\n"),
        ("openssl genpkey -algorithm ed25519 | openssl pkey -noout -text | head -1", "ED25519 Private-Key:\n"),
        ("openssl x509 -req -in jane.csr -signkey jane.key -out self.crt 2>/dev/null; openssl verify -CAfile self.crt "
         "self.crt", "self.crt: OK\n"),
        ("cat ca.srl | wc -c; openssl x509 -req -in jane.csr -CA ca.crt -CAkey ca.key -set_serial 0x10 2>/dev/null | "
         "openssl x509 -noout -serial", "41\nserial=10\n"),
    ],
)  # fmt: skip
def test_commands(text, stdout):
    assert script(SIGN + text).stdout.decode() == stdout


@pytest.mark.parametrize("case", RECORDED["cases"], ids=lambda case: case["run"])
def test_as_recorded(case):
    host = machine(start=MOMENT)
    for name, text in RECORDED["files"].items():
        host.write_file(f"/root/{name}", text, 0o600)
    ran = script(case["run"], host)
    assert (ran.stdout.decode(), ran.stderr.decode(), ran.exit) == (case["stdout"], case["stderr"], case["exit"])


def test_questions_are_asked():
    answers = r"printf '\n.\n\nAcme\n\nwww\n\n\n\n'"
    ran = script(
        f"openssl genrsa -out k.key; {answers} | openssl req -new -key k.key -out q.csr 2>asked; tail -1 asked; echo; "
        "openssl req -in q.csr -noout -subject"
    )
    assert ran.stdout.decode() == (
        "A challenge password []:An optional company name []:\nsubject=C = AU, O = Acme, CN = www\n"
    )


def test_sizes_that_are_not_made():
    wrong = "this machine makes RSA keys of 2048 and 4096 bits, not of 1000\n"
    assert outcome("openssl genrsa 1000")[::2] == (1, wrong)


@pytest.mark.parametrize("bits", [2048, 4096])
def test_keys_are_whole_and_repeat(bits):
    key, again = (keys.generate_rsa(Randomness(1), bits) for _ in range(2))
    assert key is not None
    assert again is not None
    signature = key.sign(b"data", padding.PKCS1v15(), hashes.SHA256())
    again.public_key().verify(signature, b"data", padding.PKCS1v15(), hashes.SHA256())
    assert isinstance(keys.read(keys.private_pem(key).encode()), type(key))  # reading checks the numbers


@pytest.mark.parametrize("text", ["CN=x", "/CN", "x"])
def test_names_that_are_none(text):
    with pytest.raises(NameFormError):
        pairs_of(text)


@pytest.mark.parametrize("text", [b"", b"hello", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_bytes_that_are_no_key(text):
    assert keys.read(text) is None


def test_configurations():
    found = Configuration("dir = /etc # where\n[ a ]\nx = $dir/b\ny = ${a::x}\n")
    assert found.section("a") == [("x", "/etc/b"), ("y", "/etc/b")]
