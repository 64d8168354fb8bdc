"""The container images that registries know, and what their tags look like."""

from __future__ import annotations

from app.cluster.images.image import Image
from app.cluster.images.runtime import known_images
from app.labs.support.markdown import code, table


def section() -> str:
    """A row for each image, with all of its names."""
    images: dict[int, Image] = {id(image): image for image in known_images().values()}
    rows = sorted((code(_short(name) for name in image.names), f"`{image.tags}`") for image in images.values())
    return "\n\n".join([
        "## Images",
        "Containers of these images listen, answer, log and end as the real ones do, as far as lessons look; a "
        "`command` of the pod's own runs in the machine's shell. Other names and tags end in `ErrImagePull`.",
        table(("image", "tags (a regular expression)"), rows),
    ])  # fmt: skip


def _short(name: str) -> str:
    return name.removeprefix("docker.io/library/").removeprefix("docker.io/")
