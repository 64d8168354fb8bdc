"""What openssl makes here was read and verified by OpenSSL 3.0; these tests keep it that way."""

import hashlib

import pytest

from app.host.openssl import der, keys
from app.host.openssl.certificates import read_certificate, read_request, subject_of
from app.sim.randomness import Randomness
from tests.host.machine import machine, outcome, script

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
    ],
)  # fmt: skip
def test_commands(text, stdout):
    assert script(SIGN + text).stdout.decode() == stdout


@pytest.mark.parametrize(
    ("text", "stderr"),
    [
        ("openssl nosuch", "Invalid command 'nosuch'; type \"help\" for a list.\n"),
        ("openssl req -zz", "req: Unknown option or cipher: zz\n"),
        ("openssl x509 -in nofile", 'Can\'t open "nofile" for reading, No such file or directory\n'),
        ("openssl x509 -in /etc/hosts", "Unable to load certificate\n"),
        ("openssl genrsa 1000", "this machine makes RSA keys of 2048 and 4096 bits, not of 1000\n"),
    ],
)
def test_complaints(text, stderr):
    assert outcome(text)[::2] == (1, stderr)


def test_signatures_can_be_checked():
    key = keys.generate(Randomness(1), 2048)
    assert key is not None
    signature = int.from_bytes(key.sign(b"data"), "big")
    assert (
        pow(signature, keys.EXPONENT, key.modulus)
        .to_bytes(256, "big")
        .endswith(keys.SHA256_PREFIX + hashlib.sha256(b"data").digest())
    )
    assert keys.read(der.pem("PRIVATE KEY", key.private()).encode()) == key


@pytest.mark.parametrize("text", ["CN=x", "/CN", "/XX=y", "x"])
def test_names_that_are_none(text):
    assert subject_of(text) is None


@pytest.mark.parametrize("data", [b"", b"\x30", b"\x30\x05abc", b"\x30\x03\x02\x01\x00", b"hello"])
def test_bytes_that_are_no_certificate(data):
    with pytest.raises(ValueError, match=r"certificate|truncated"):
        read_certificate(data)
    with pytest.raises(ValueError, match=r"certificate|truncated"):
        read_request(data)


def test_keys_differ_by_seed():
    assert outcome("openssl genrsa", machine(seed=1)) != outcome("openssl genrsa", machine(seed=2))
