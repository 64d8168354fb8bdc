"""What a container looks like from inside: its base system, files, variables and user.

Follows kubernetes pkg/kubelet/kubelet_pods.go (the hosts file), pkg/kubelet/network/dns, and containerd's handling of
users and variables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.cluster.images.image import Image, Program, container_of
from app.cluster.images.runtime import files_of
from app.cluster.images.runtime import image_of as runtime_image_of
from app.cluster.node.runtime import ContainerSpec
from app.cluster.node.termination import DEFAULT_PATH
from app.host.host import Host, HostSpec
from app.host.image import is_stub
from app.host.systems import system
from app.network.network import Interface
from app.sim.image_reference import parse

HOSTS = (
    "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\n"
    "fe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n"
)


def describe(spec: ContainerSpec) -> HostSpec:
    """The machine that a container is."""
    image, tag = image_of(spec)
    uid, gid, groups = identity(spec, image)
    base = system(image.system_of(tag) if image is not None else "debian:12")
    if image is not None and image.accounts:
        passwd = base.texts.get("/etc/passwd", "") + image.accounts
        base = replace(base, texts={**base.texts, "/etc/passwd": passwd})
    rows = (line.split(":") for line in base.texts.get("/etc/passwd", "").splitlines())
    account = next((row for row in rows if row[2] == str(uid)), None)
    return HostSpec(
        name=spec.env.get("HOSTNAME", spec.name), user=account[0] if account else str(uid), system=base,
        home=account[5] if account else "/", uid=uid, gid=gid, groups=groups,
        container=spec.name,
    )  # fmt: skip


def image_of(spec: ContainerSpec) -> tuple[Image | None, str]:
    """A container's image and tag."""
    parsed = parse(spec.image)
    return runtime_image_of(spec), (parsed.tag if parsed else "") or "latest"


def environment(spec: ContainerSpec, given: Mapping[str, str]) -> dict[str, str]:
    """The variables of its programs, in the order in which containerd and runc set them.

    Follows containerd internal/cri/server/container_create.go: the path, the host name, the image's, the container's.
    """
    image, tag = image_of(spec)
    own = image.environment(tag) if image and image.environment else {}
    first = {"PATH": given["PATH"], "HOSTNAME": given.get("HOSTNAME", spec.name)}
    found = {**first, **own, **spec.env}
    return {**found, "HOME": found.get("HOME", given["HOME"])}


def working_dir(spec: ContainerSpec) -> str:
    """The image's working directory."""
    image, _ = image_of(spec)
    return (image.working_dir if image is not None else "") or "/"


def programs_of(spec: ContainerSpec) -> dict[str, Program]:
    """The image's own programs by name."""
    image, _ = image_of(spec)
    found = image.executables if image is not None else {}
    return {name.rpartition("/")[2]: program for name, program in found.items()}


def identity(spec: ContainerSpec, image: Image | None) -> tuple[int, int, tuple[int, ...]]:
    """User, group and supplementary groups: the container's, else the pod's, else the image's."""
    of_pod = spec.pod["spec"].get("securityContext") or {}
    context = {**of_pod, **(container_of(spec).get("securityContext") or {})}
    own = image.user if image is not None and image.user.isdigit() else "0"
    uid = int(context.get("runAsUser", own))
    gid = int(context.get("runAsGroup", 0))
    more = {int(group) for group in of_pod.get("supplementalGroups") or ()}
    if (owner := of_pod.get("fsGroup")) is not None:
        more.add(int(owner))
    return uid, gid, tuple(sorted(more - {gid}))


def read_only_root(spec: ContainerSpec) -> bool:
    """Whether nothing may be written outside of volumes."""
    return bool((container_of(spec).get("securityContext") or {}).get("readOnlyRootFilesystem"))


def files(spec: ContainerSpec) -> dict[str, bytes]:
    """The image's files below those that the kubelet puts there; mounted ones are on disks of their own."""
    texts = {
        "/etc/hostname": f"{spec.env.get('HOSTNAME', spec.name)}\n", "/etc/hosts": hosts_file(spec),
        "/etc/resolv.conf": resolver(spec.interface),
    }  # fmt: skip
    written = {path: text.encode() for path, text in texts.items()}
    return {**files_of(spec), **written, last_words(spec): b""}


def furnish(host: Host, spec: ContainerSpec, files: Mapping[str, bytes]) -> None:
    """Put the image's files on a fresh machine; names that end in a slash are directories."""
    for path, data in files.items():
        if path.endswith("/"):
            host.files.make_directory(path.rstrip("/"))
            continue
        host.write_file(path, data)
        if (name := is_stub(data)) is not None:
            host.provide(name, folder=path.rpartition("/")[0])  # a program that was installed when it was built
    for path, mode in (spec.made_of.modes if spec.made_of is not None else {}).items():
        host.files.chmod(path.rstrip("/"), mode)
    if (folder := spec.working_dir or working_dir(spec)) != "/":
        host.files.make_directory(folder)


def last_words(spec: ContainerSpec) -> str:
    """The file that the kubelet reads when the container has ended."""
    return str(container_of(spec).get("terminationMessagePath") or DEFAULT_PATH)


def hosts_file(spec: ContainerSpec) -> str:
    """/etc/hosts as the kubelet writes it."""
    pod, interface = spec.pod["spec"], spec.interface
    if not spec.pod["metadata"].get("namespace"):  # Docker's own
        return f"{HOSTS}{interface.address}\t{spec.env.get('HOSTNAME', spec.name)}\n"
    if pod.get("hostNetwork"):
        lines = "".join(f"{address}\t{name}\n" for name, address in interface.names.items())
        return f"# Kubernetes-managed hosts file (host network).\n{lines}"
    name = spec.env.get("HOSTNAME", spec.name)
    if pod.get("subdomain"):
        namespace, short = spec.pod["metadata"]["namespace"], name.partition(".")[0]
        name = f"{short}.{pod['subdomain']}.{namespace}.svc.cluster.local\t{short}"
    text = f"# Kubernetes-managed hosts file.\n{HOSTS}{interface.address}\t{name}\n"
    if aliases := pod.get("hostAliases"):
        rows = ("\t".join([one["ip"], *one.get("hostnames", ())]) for one in aliases)
        text += "\n# Entries added by HostAliases.\n" + "".join(f"{row}\n" for row in rows)
    return text


def resolver(interface: Interface) -> str:
    """/etc/resolv.conf of a pod."""
    text = f"search {' '.join(interface.search)}\n" if interface.search else ""
    text += "".join(f"nameserver {server}\n" for server in interface.nameservers)
    return text + (f"options ndots:{interface.ndots}\n" if interface.ndots != 1 else "")


def processes(argv: tuple[str, ...]) -> list[tuple[int, tuple[str, ...]]]:
    """What `ps` shows of a main program, by number: an entry point's script has given way to what it runs."""
    words = argv[1:] if len(argv) > 1 and argv[0].endswith("docker-entrypoint.sh") else argv
    if words[:1] == ("nginx",):
        return [(1, ("nginx: master process", *words)), (29, ("nginx: worker process",))]
    return [(1, words)]


def prompt(spec: HostSpec, shell: str, cwd: str) -> str:
    """What an interactive shell shows: bash its PS1, ash the directory, dash only the sign."""
    sign = "#" if spec.uid == 0 else "$"
    shown = f"~{cwd[len(spec.home) :]}" if spec.home != "/" and f"{cwd}/".startswith(f"{spec.home}/") else cwd
    if shell == "bash":
        user = spec.user if not spec.user.isdigit() else "I have no name!"
        return f"{user}@{spec.name}:{shown}{sign} "
    return f"{shown} {sign} " if spec.system is not None and spec.system.ash else f"{sign} "
