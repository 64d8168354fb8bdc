"""The drawing of the clusters of the fake runtime: a test says what is in them."""

from __future__ import annotations

import threading

from fake_labs import FakeLab

from app.labs import views
from app.labs.details import Detail
from app.labs.shapes import Flow, Picture, Shape, picture
from app.labs.views import RefusedError


class FakeClusters:
    """Clusters as they are drawn."""

    lock: threading.RLock

    def look(self, lab: str) -> Picture:
        here = self._lab(lab)
        return picture(here.version, list(here.shapes.values()))

    def draw(self, lab: str, *shapes: Shape, gone: tuple[str, ...] = (), flows: tuple[Flow, ...] = ()) -> None:
        """The cluster is another one: these shapes are new or different, and these requests were sent."""
        with self.lock:
            here = self._lab(lab)
            here.shapes.update({shape.id: shape for shape in shapes})
            for name in gone:
                del here.shapes[name]
            here.version += 1
            self._tell(views.ClusterChanged(here.id, picture(here.version, list(shapes), gone, flows)))

    def detail(self, lab: str, shape: str) -> Detail:
        here = self._lab(lab)
        if shape not in here.shapes:
            raise RefusedError("not-found", shape)
        return here.details.get(shape) or Detail(shape, (), (), (), "")

    def _lab(self, lab: str) -> FakeLab:
        raise NotImplementedError

    def _tell(self, event: views.LabEvent) -> None:
        raise NotImplementedError
