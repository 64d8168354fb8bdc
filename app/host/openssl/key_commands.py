"""genrsa, genpkey, ecparam, rsa, ec, pkey: making and showing keys."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from app.host.openssl import keys
from app.host.openssl.given import Given, OpensslError
from app.host.openssl.keys import Key, PublicKey
from app.host.openssl.text import private_text

VALUED = {
    "genrsa": {"-out"}, "genpkey": {"-out", "-algorithm", "-pkeyopt"}, "ecparam": {"-out", "-name"},
    "rsa": {"-in", "-out"}, "ec": {"-in", "-out"}, "pkey": {"-in", "-out"},
}  # fmt: skip
SHOWING = {"-pubout", "-check", "-noout", "-modulus", "-text", "-pubin"}
SWITCHES = {
    "genrsa": {"-traditional"}, "genpkey": set(), "ecparam": {"-genkey", "-noout", "-list_curves"},
    "rsa": {*SHOWING, "-traditional"}, "ec": SHOWING - {"-modulus"}, "pkey": {*SHOWING, "-traditional"} - {"-modulus"},
}  # fmt: skip
CURVES = (
    "  secp384r1 : NIST/SECG curve over a 384 bit prime field\n"
    "  secp521r1 : NIST/SECG curve over a 521 bit prime field\n"
    "  prime256v1: X9.62/SECG curve over a 256 bit prime field\n"
)


def new_rsa(given: Given, bits: str) -> rsa.RSAPrivateKey:
    """A key of this size."""
    if not bits.isdigit():
        raise OpensslError(f'{given.name}: Can\'t parse "{bits}" as a number')
    key = keys.generate_rsa(given.run.host.randomness, int(bits))
    if key is None:
        raise OpensslError(f"this machine makes RSA keys of 2048 and 4096 bits, not of {bits}")
    return key


def new_ec(given: Given, curve: str) -> ec.EllipticCurvePrivateKey:
    """A key on this curve."""
    key = keys.generate_ec(given.run.host.randomness, curve)
    if key is None:
        raise OpensslError("unable to generate key")
    return key


async def genrsa(given: Given) -> None:
    """`openssl genrsa [BITS]`."""
    key = new_rsa(given, given.operands[0] if given.operands else "2048")
    await given.out(keys.private_pem(key, traditional="-traditional" in given), mode=0o600)


async def genpkey(given: Given) -> None:
    """`openssl genpkey -algorithm RSA|EC|ED25519 [-pkeyopt NAME:VALUE]`."""
    option, _, value = given.values.get("-pkeyopt", "").partition(":")
    key: Key
    match given.values.get("-algorithm", "").upper():
        case "RSA":
            key = new_rsa(given, value if option == "rsa_keygen_bits" else "2048")
        case "EC":
            key = new_ec(given, value if option == "ec_paramgen_curve" else "prime256v1")
        case "ED25519":
            key = keys.generate_ed25519(given.run.host.randomness)
        case "":
            raise given.wrong("Error: One of -algorithm or -paramfile is needed")
        case other:
            raise OpensslError(f"genpkey: Error initializing {other} context")
    await given.out(keys.private_pem(key), mode=0o600)


async def ecparam(given: Given) -> None:
    """`openssl ecparam -name CURVE -genkey -noout`."""
    if "-list_curves" in given:
        await given.run.stdout.write(CURVES)
        return
    if "-name" not in given or "-genkey" not in given or "-noout" not in given:
        raise OpensslError("ecparam: on this machine it makes keys: -name CURVE -genkey -noout")
    await given.out(keys.private_pem(new_ec(given, given.values["-name"]), traditional=True), mode=0o600)


async def show(given: Given) -> None:
    """`openssl rsa|ec|pkey`: check, show or convert a key."""
    if given.name == "ec":
        await given.run.stderr.write("read EC key\n")
    key, public = await _read(given)
    if "-check" in given:
        await given.run.stdout.write(f"{'RSA key' if given.name == 'rsa' else 'Key'} {_valid(given)}\n")
    if "-modulus" in given and isinstance(public, rsa.RSAPublicKey):
        await given.run.stdout.write(f"Modulus={public.public_numbers().n:X}\n")
    text = private_text(key) if "-text" in given and key is not None else ""
    if given.name != "pkey":
        await given.run.stdout.write(text)
    if "-noout" not in given:
        await _convert(given, key, public)
    if given.name == "pkey":
        await given.run.stdout.write(text)


async def _convert(given: Given, key: Key | None, public: PublicKey) -> None:
    if given.name in ("rsa", "ec"):
        await given.run.stderr.write(f"writing {given.name.upper()} key\n")
    if key is None or "-pubout" in given:
        await given.out(keys.public_pem(public))
    else:
        await given.out(keys.private_pem(key, traditional="-traditional" in given or given.name == "ec"), mode=0o600)


def _valid(given: Given) -> str:
    return {"rsa": "ok", "ec": "valid"}.get(given.name, "is valid")


async def _read(given: Given) -> tuple[Key | None, PublicKey]:
    if "-pubin" not in given:
        key = await given.key("-in")
        if given.name == "rsa" and not isinstance(key, rsa.RSAPrivateKey):
            raise OpensslError("Not an RSA key")
        if given.name == "ec" and not isinstance(key, ec.EllipticCurvePrivateKey):
            raise OpensslError("unable to load Key")
        return key, key.public_key()
    try:
        public = load_pem_public_key(await given.data("-in", "public key"))
    except ValueError:
        raise OpensslError(f"Could not read public key from {given.values.get('-in', '<stdin>')}") from None
    if not isinstance(public, rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey):
        raise OpensslError("Could not read public key of this kind")
    return None, public
