"""`docker pull`, `push`, `tag`, `rmi`, `login`, `logout`. Follows docker/cli cli/command/image and jsonmessage."""

from __future__ import annotations

import base64
import json

from app.host.bash.interpreter import Writer
from app.host.docker.call import Call
from app.host.docker_engine import EngineError
from app.kubectl.flags import Flag

PULL_FLAGS = (Flag("quiet", "bool", "false", "q", help="Suppress verbose output"),)
RMI_FLAGS = (Flag("force", "bool", "false", "f", help="Force removal of the image"),)
LOGIN_FLAGS = (
    Flag("username", "string", "", "u", help="Username"), Flag("password", "string", "", "p", help="Password"),
    Flag("password-stdin", "bool", "false", help="Take the password from stdin"),
)  # fmt: skip
LAYER_TIME = 0.4
HUB = "https://index.docker.io/v1/"


def _whole(name: str) -> str:
    last = name.rpartition("/")[2]
    return name if ":" in last or "@" in name else f"{name}:latest"


async def fetch(call: Call, name: str, out: Writer, *, quiet: bool = False) -> str:
    """Fetch an image and tell of it; the whole name. EngineError."""
    whole = _whole(name)
    repository, _, tag = whole.rpartition(":")
    plain = "/" not in repository and not quiet
    shown = f"library/{repository}" if plain else repository
    image, new = call.engine.pull(whole)
    if not quiet:
        await out.write(f"{tag}: Pulling from {shown}\n".encode())
    if new:
        layers = [layer.removeprefix("sha256:")[:12] for layer in image["RootFS"]["Layers"]]
        for layer in layers:
            await call.run.sleep(LAYER_TIME)
            if not quiet:
                await out.write(f"{layer}: Pull complete\n".encode())
    if quiet:
        return whole
    digest = next((one.partition("@")[2] for one in image["RepoDigests"]), image["Id"])
    state = "Downloaded newer image for" if new else "Image is up to date for"
    await out.write(f"Digest: {digest}\nStatus: {state} {whole}\n".encode())
    return whole


async def pull(call: Call) -> int:
    """`docker pull NAME`."""
    name, quiet = call.args[0], call.values.on("quiet")
    if not quiet and _whole(name) != name:
        await call.write("Using default tag: latest\n")
    whole = await fetch(call, name, call.run.stdout, quiet=quiet)
    first = whole.partition("/")[0]
    known = "." in first or ":" in first or first == "localhost"
    full = whole if "/" in whole and known else f"docker.io/{whole}" if "/" in whole else f"docker.io/library/{whole}"
    await call.write(f"{full}\n")
    return 0


async def push(call: Call) -> int:
    """`docker push NAME`."""
    whole = _whole(call.args[0])
    repository, _, tag = whole.rpartition(":")
    if call.engine.image(whole) is None:
        raise EngineError(f"tag does not exist: {whole}" if ":" in call.args[0].rpartition("/")[2] else
                          f"An image does not exist locally with the tag: {repository}")  # fmt: skip
    if whole != call.args[0]:
        await call.write("Using default tag: latest\n")
    first = repository.partition("/")[0]
    place = repository if "." in first or ":" in first or first == "localhost" else f"docker.io/{repository}"
    place = place.replace("docker.io/", "docker.io/library/") if "/" not in repository else place
    await call.write(f"The push refers to repository [{place}]\n")
    try:
        image = call.engine.push(whole)
    except EngineError as wrong:
        await call.error(wrong.text)
        return 1
    for layer in image["RootFS"]["Layers"]:
        await call.run.sleep(0.1)
        await call.write(f"{layer.removeprefix('sha256:')[:12]}: Pushed\n")
    await call.write(f"{tag}: digest: {image['Id']} size: {527 + 200 * len(image['RootFS']['Layers'])}\n")
    return 0


async def tag(call: Call) -> int:
    """`docker tag SOURCE TARGET`."""
    call.engine.tag(call.args[0], call.args[1])
    return 0


async def remove(call: Call) -> int:
    """`docker rmi NAME...`."""
    status = 0
    for name in call.args:
        try:
            done = call.engine.remove_image(name, force=call.values.on("force"))
            await call.write("".join(f"{line}\n" for line in done))
        except EngineError as wrong:
            await call.error(f"Error response from daemon: {wrong.text}")
            status = 1
    return status


async def login(call: Call) -> int:
    """`docker login [SERVER]`: registries of this lab take everybody, the world outside nobody."""
    values, server = call.values, call.args[0] if call.args else HUB
    password = values.text("password")
    if values.on("password-stdin"):
        if not values.text("username"):
            await call.error("must provide --username with --password-stdin")
            return 1
        password = (await call.run.stdin.read()).decode().strip()
    if not values.text("username") or not password:
        await call.error("error: cannot perform an interactive login from a non TTY device")
        return 1
    if values.text("password"):
        await call.error("WARNING! Using --password via the CLI is insecure. Use --password-stdin.")
    host = server.removeprefix("http://").removeprefix("https://").partition("/")[0]
    if ":" not in host:
        url = "https://registry-1.docker.io/v2/" if server == HUB else f"https://{host}/v2/"
        await call.error(f'Error response from daemon: Get "{url}": unauthorized: incorrect username or password')
        return 1
    word = base64.b64encode(f"{values.text('username')}:{password}".encode()).decode()
    path = f"{call.run.env.get('HOME', '/root')}/.docker/config.json"
    call.run.host.write_file(path, json.dumps({"auths": {host: {"auth": word}}}, indent="\t"), mode=0o600)
    await call.write("\nLogin Succeeded\n")
    return 0


async def logout(call: Call) -> int:
    """`docker logout [SERVER]`."""
    server = call.args[0] if call.args else HUB
    path = f"{call.run.env.get('HOME', '/root')}/.docker/config.json"
    if call.run.files.exists(path):
        call.run.host.write_file(path, json.dumps({"auths": {}}, indent="\t"), mode=0o600)
    await call.write(f"Removing login credentials for {server}\n")
    return 0
