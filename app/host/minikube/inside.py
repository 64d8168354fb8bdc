"""`minikube ssh`, `cp`, `kubectl`, `image`, `logs`, `docker-env`: what happens on the nodes.

Follows minikube cmd/minikube/cmd/{ssh,cp,kubectl,image,logs,docker-env}.go.
"""

from __future__ import annotations

import posixpath

from app.host.commands.ssh import there
from app.host.host import Host
from app.host.minikube.call import Call
from app.host.minikube.profile import Profile
from app.host.minikube.styles import Exit, leave
from app.host.node import Node
from app.kubectl.flags import Flag

SSH_FLAGS = (
    Flag("node", "string", "", "n", help="The node to ssh into. Defaults to the primary control plane."),
    Flag("native-ssh", "bool", "true", help="Use native Golang SSH client (default true)."),
)
LOGS_FLAGS = (
    Flag("length", "int", "60", "n", help="Number of lines back to go within the log"),
    Flag("node", help="The node to get logs from. Defaults to the primary control plane."),
    Flag("file", help="If present, writes to the provided file instead of stdout."),
)
ENV_FLAGS = (
    Flag("shell", help="Force environment to be configured for a specified shell: [bash, zsh]"),
    Flag("unset", "bool", "false", "u", help="Unset variables instead of setting them"),
)
IMAGE_LIST_FLAGS = (Flag("format", "string", "short", help="Format output. One of: short|table"),)


async def ssh(call: Call) -> int:
    """A shell on a node, or a command there."""
    found = await call.running()
    machine = await call.node(found, call.values.text("node"))
    if call.cluster.on_host:
        text = "'none' driver does not support 'minikube ssh' command"
        raise await call.usage(text)
    host = await _host(call, machine.name)
    status = await there(call.run, host, machine.name, " ".join(call.args), quiet=True)
    if status and call.args:
        await call.run.stderr.write(f"ssh: Process exited with status {status}\n")
    return status


async def _host(call: Call, machine: str) -> Host:
    host = call.cluster.host(machine)
    if host is None or not call.cluster.running(machine):
        text = f"The node {machine} is not running"
        raise await leave(call.run, "GUEST_NODE_RETRIEVE", text, 80)
    return host


async def copy(call: Call) -> int:
    """`minikube cp SOURCE TARGET`."""
    if len(call.args) != 2:
        text = ("Please specify the path to copy: \n\tminikube cp <source file path> <target file absolute path> "
                '(example: "minikube cp a/b.txt /copied.txt")')  # fmt: skip
        raise await call.usage(text)
    found = await call.running()
    from_host, from_path = await _place(call, found, call.args[0], local=True)
    to_host, to_path = await _place(call, found, call.args[1], local=False)
    if to_host is not call.run.host and not to_path.startswith("/"):
        text = ("Target <remote file path> must be an absolute Path. Relative Path is not allowed (example: "
                '"minikube:/home/docker/copied.txt")')  # fmt: skip
        raise await call.usage(text)
    try:
        data = from_host.files.read_file(from_path)
    except OSError:
        raise await leave(call.run, "MK_USAGE", f"Cannot find directory {call.args[0]} for copy", 14) from None
    if to_host.files.kind_of(to_path) == "directory":
        to_path = posixpath.join(to_path, posixpath.basename(from_path))
    to_host.write_file(to_path, data)
    return 0


async def _place(call: Call, found: Profile, word: str, *, local: bool) -> tuple[Host, str]:
    name, colon, path = word.partition(":")
    if colon:
        machine = await call.node(found, name)
        return await _host(call, machine.name), path
    if local:
        return call.run.host, call.run.path(word)
    return await _host(call, found.machines[0].name), word


async def kubectl(call: Call) -> int:
    """`minikube kubectl -- ...`."""
    found = await call.partial()
    return await call.run.spawn(["kubectl", "--context", found.name, *call.args])


async def logs(call: Call) -> int:
    """The kubelet's journal of a node."""
    found = await call.running()
    machine = await call.node(found, call.values.text("node"))
    host = await _host(call, call.real(machine))
    lines = [line for _, line in host.node.journal()] if host.node is not None else []
    text = "\n==> kubelet <==\n" + "".join(f"{line}\n" for line in lines[-call.values.number("length") :])
    if file := call.values.text("file"):
        call.run.write_file(file, text.encode())
        return 0
    await call.run.stdout.write(text)
    return 0


async def _nodes(call: Call) -> list[tuple[str, Node]]:
    """The nodes of a running cluster, with what runs their containers."""
    found = await call.running()
    hosts = [(one.name, call.cluster.host(call.real(one))) for one in found.machines if call.is_on(one)]
    return [(name, host.node) for name, host in hosts if host is not None and host.node is not None]


async def image_list(call: Call) -> int:
    """`minikube image ls`."""
    form = call.values.text("format")
    nodes = await _nodes(call)
    found = {(one.repository, one.tag): one for _, node in nodes for one in node.images()}
    if form != "short":
        raise await call.usage(f"image ls --format={form} is not simulated; there is short")
    await call.run.stdout.write("".join(f"{name}:{tag}\n" for name, tag in sorted(found, reverse=True)))
    return 0


async def image_pull(call: Call) -> int:
    """`minikube image pull NAME`."""
    if not call.args:
        raise await call.usage("Please provide an image to pull")
    for _, node in await _nodes(call):
        for name in call.args:
            answer = node.pull(name)
            if isinstance(answer, str):
                raise await leave(call.run, "GUEST_IMAGE_PULL", f"Failed to pull images: {answer}", 80)
    return 0


async def image_remove(call: Call) -> int:
    """`minikube image rm NAME`."""
    if not call.args:
        raise await call.usage("Please provide an image to remove")
    for _, node in await _nodes(call):
        for name in call.args:
            node.remove_image(name)
    return 0


async def image_load(call: Call) -> int:
    """`minikube image load NAME`: from the learner's Docker, else from its registry."""
    if len(call.args) != 1:
        text = "Please provide an image in your local daemon to load into minikube via <minikube image load IMAGE_NAME>"
        raise await call.usage(text)
    name, engine = call.args[0], call.run.host.docker
    for _, node in await _nodes(call):
        if engine is not None and engine.give(name, node):
            continue
        if isinstance(node.pull(name), str):
            text = f"Failed to load image: save to dir: caching images: unable to calculate manifest: {name} not found"
            raise await leave(call.run, "GUEST_IMAGE_LOAD", text, 80)
    return 0


async def docker_env(call: Call) -> int:
    """`minikube docker-env`: the variables that let `docker` talk to the node's."""
    found = await call.running()
    if len(found.machines) > 1:
        text = "The docker-env command is incompatible with multi-node clusters. Use the 'registry' add-on: "
        raise await leave(call.run, "ENV_MULTINODE_CONFLICT", f"{text}{SITE}", 11)
    if found.runtime != "docker":
        text = f"docker-env with the {found.runtime} runtime is not simulated"
        raise await call.usage(text)
    if (shell := call.values.text("shell")) not in ("", "bash", "zsh", "none"):
        raise await call.usage(f"--shell={shell} is not simulated; there are bash and zsh")
    variables = {
        "DOCKER_TLS_VERIFY": "1", "DOCKER_HOST": f"tcp://{found.machines[0].address}:2376",
        "DOCKER_CERT_PATH": f"{call.folder}/certs", "MINIKUBE_ACTIVE_DOCKERD": found.name,
    }  # fmt: skip
    if call.values.on("unset"):
        await call.run.stdout.write("".join(f"unset {name};\n" for name in variables))
        return 0
    text = "".join(f'export {name}="{value}"\n' for name, value in variables.items())
    where = f"-p {found.name} "
    text += f"\n# To point your shell to minikube's docker-daemon, run:\n# eval $(minikube {where}docker-env)\n"
    await call.run.stdout.write(text)
    return 0


SITE = "https://minikube.sigs.k8s.io/docs/handbook/registry/"


async def mount(call: Call) -> int:
    """`minikube mount`: there is no way from the node to the learner's disk."""
    raise await refused(call, "mount", "copy files with `minikube cp`")


async def refused(call: Call, what: str, advice: str) -> Exit:
    """What is not simulated; raise what comes back."""
    return await leave(call.run, "MK_UNIMPLEMENTED", f"minikube {what} is not simulated", 14, advice)
