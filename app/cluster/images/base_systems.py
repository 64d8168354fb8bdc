"""Images that bring a shell and tools but no service: they run what they are told, and a shell otherwise."""

from __future__ import annotations

from app.cluster.images.commands import program_of
from app.cluster.images.image import Image, Process, docker_hub


def shell(process: Process) -> None:
    """An interactive shell: without a terminal its input ends at once, and so does it."""
    program = program_of(("sh",))
    assert program is not None
    program(process)


def _tags(*lines: str) -> str:
    return "|".join(("latest", *lines))


BUSYBOX = _tags(r"(1|1\.\d\d?(\.\d)?|stable|unstable|musl|uclibc|glibc)(-(musl|uclibc|glibc))?")
ALPINE = _tags(r"3(\.\d\d?(\.\d\d?)?)?", "edge", r"20\d{6}")
DEBIAN = _tags(r"(bookworm|bullseye|buster|stretch|jessie|trixie|sid|stable|testing|\d\d?(\.\d+)?)(-slim|-backports)?")
UBUNTU = _tags(r"(1[4-9]|2[0-5])\.(04|10)", "trusty|xenial|bionic|focal|jammy|noble|plucky|rolling|devel")
LANGUAGE = _tags(r"v?\d+(\.\d+){0,2}(-[a-z0-9.]+){0,3}", "alpine|slim|lts|bookworm|buster|stable|current")
ANY = _tags(r"v?\d+(\.\d+)*(-[a-z0-9.]+)*", "stable|main|master|alpine|slim|dev")
SHELL = ("sh",)


def _base(names: tuple[str, ...], tags: str, size: int, command: tuple[str, ...] = SHELL,
          system: str = "debian:12", user: str = "", entrypoint: tuple[str, ...] = (),
          fronts: str = "") -> Image:  # fmt: skip
    return Image(names=names, program=shell, tags=tags, size=size, entrypoint=entrypoint, command=command,
                 system=system, user=user, told=True, fronts=fronts)  # fmt: skip


def _everywhere(name: str) -> tuple[str, ...]:
    return (*docker_hub(name), f"public.ecr.aws/docker/library/{name}")


BASH = ("bash",)
IMAGES = (
    _base((*_everywhere("busybox"), "gcr.io/google-containers/busybox", "gcr.io/google_containers/busybox",
           "registry.k8s.io/busybox", "k8s.gcr.io/busybox", "registry.k8s.io/e2e-test-images/busybox",
           "quay.io/prometheus/busybox"), BUSYBOX, 2_200_000, system="busybox:tag"),
    _base(_everywhere("alpine"), ALPINE, 3_800_000, ("/bin/sh",), "alpine:tag"),
    _base(_everywhere("debian"), DEBIAN, 49_000_000, BASH, "debian:tag"),
    _base(_everywhere("ubuntu"), UBUNTU, 29_700_000, ("/bin/bash",), "ubuntu:tag"),
    _base(_everywhere("bash"), _tags(r"[3-5](\.\d+)*", r"devel.*", "alpine.*"), 6_500_000, BASH, "alpine+bash"),
    _base((*docker_hub("centos"), "quay.io/centos/centos"), _tags(r"[5-8](\.\d+)*", r"centos\d", r"stream\d+"),
          75_000_000, ("/bin/bash",), "centos:tag"),
    _base(docker_hub("fedora", "amazonlinux", "rockylinux", "archlinux", "opensuse/leap"), ANY, 68_000_000, BASH,
          "centos"),
    _base(("registry.access.redhat.com/ubi8/ubi", "registry.access.redhat.com/ubi9/ubi"), ANY, 78_000_000, BASH,
          "centos"),
    _base((*docker_hub("curlimages/curl"), "quay.io/curl/curl"), _tags(r"\d+(\.\d+)*"), 9_300_000, ("curl",),
          "alpine+curl", "100", fronts="curl"),
    _base(docker_hub("appropriate/curl", "byrnedo/alpine-curl", "alpine/curl"), _tags(r"\d+(\.\d+)*"), 9_300_000,
          ("--help",), "alpine+curl", entrypoint=("curl",)),
    _base(docker_hub("radial/busyboxplus", "yauritux/busybox-curl", "tutum/curl", "odise/busybox-curl"),
          _tags("curl", r"\d+(\.\d+)*"), 9_300_000, SHELL, "alpine+curl", "100"),
    _base(docker_hub("nicolaka/netshoot", "praqma/network-multitool", "wbitt/network-multitool", "infoblox/dnstools",
                     "tutum/dnsutils", "giantswarm/tiny-tools", "amouat/network-utils", "alpine/git",
                     "jrecord/nettools", "rancher/curl"), ANY, 160_000_000, BASH,
          "alpine+tools"),
    _base(("registry.k8s.io/e2e-test-images/jessie-dnsutils", "gcr.io/kubernetes-e2e-test-images/dnsutils",
           "registry.k8s.io/e2e-test-images/dnsutils"), ANY, 107_000_000, ("sleep", "3600"),
          "debian:8+tools"),
    _base((*docker_hub("bitnami/kubectl", "rancher/kubectl", "bitnamilegacy/kubectl"), "registry.k8s.io/kubectl"),
          ANY, 95_000_000, ("--help",), "debian:12+kubectl+curl+jq", entrypoint=("kubectl",)),
    _base(docker_hub("alpine/k8s"), ANY, 250_000_000, BASH, "alpine+bash+kubectl+helm+curl+jq"),
    _base(_everywhere("python"), LANGUAGE, 360_000_000, ("python3",),
          "debian:12+curl+wget+openssl+python3+python+pip+pip3"),
    _base(_everywhere("node"), LANGUAGE, 400_000_000, ("node",), "debian:12+curl+wget+openssl+node+nodejs+npm+npx"),
    _base(_everywhere("golang"), LANGUAGE, 310_000_000, BASH, "debian:12+curl+wget+openssl"),
    _base(_everywhere("perl"), LANGUAGE, 350_000_000, ("perl", "-de0"), "debian:12+curl+wget+openssl+perl"),
    _base((*docker_hub("php", "openjdk", "eclipse-temurin", "rust", "maven", "gradle"), *_everywhere("ruby")),
          LANGUAGE, 350_000_000, BASH),
    _base(docker_hub("docker", "aquasec/trivy", "amazon/aws-cli", "google/cloud-sdk", "hashicorp/terraform"), LANGUAGE,
          120_000_000),
    _base(("gcr.io/distroless/static", "gcr.io/distroless/base", "gcr.io/distroless/static-debian12"),
          r"latest|nonroot|debug|debug-nonroot", 1_000_000, (), "scratch"),
)  # fmt: skip
