"""What a restless user does to a cluster, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import Any

from app.cluster.api.errors import ApiError
from tests.cluster.simulation.watching import Watch
from tests.cluster.worlds import PODS, World

DEPLOYMENTS, STATEFUL_SETS, DAEMON_SETS = ("apps", "deployments"), ("apps", "statefulsets"), ("apps", "daemonsets")
JOBS, CRON_JOBS, BUDGETS = ("batch", "jobs"), ("batch", "cronjobs"), ("policy", "poddisruptionbudgets")
CLASSES = ("scheduling.k8s.io", "priorityclasses")
NODES, SERVICES, CONFIG_MAPS = ("", "nodes"), ("", "services"), ("", "configmaps")
WORKLOADS = (DEPLOYMENTS, STATEFUL_SETS, DAEMON_SETS)
NAMES = ("api", "db", "web")
IMAGES = ("nginx:1.25", "nginx:1.26", "httpd:2.4")


def _suspend(job: Any, *, to: bool) -> None:
    job["spec"]["suspend"] = to


class User:
    """Does one thing after the other; `undo` puts right what is wrong at the end."""

    def __init__(self, world: World, seed: int, watch: Watch) -> None:
        self.world, self.objects, self.watch = world, world.objects, watch
        self.random = random.Random(seed)
        self.away: list[str] = []
        self.nodes = [one["metadata"]["name"] for one in self.objects.list(NODES)]
        self.acts: tuple[Callable[[], None], ...] = (
            self.apply, self.apply, self.apply, self.scale, self.scale, self.change_image, self.change_image,
            self.delete, self.delete_pod, self.delete_pod, self.run_job, self.run_cron_job, self.guard, self.publish,
            self.stop_node, self.start_node, self.drain, self.uncordon, self.taint, self.misconfigure,
            self.undo_mistake, self.suspend, self.set_free, self.crowd,
        )  # fmt: skip

    def act(self) -> None:
        """One act, and some time."""
        try:
            self.random.choice(self.acts)()
        except ApiError as problem:
            assert problem.code in {404, 409, 422, 429}, problem
        self.world.advance(self.random.choice((0.01, 0.5, 3, 20, 90, 300)))

    def undo(self) -> None:
        """Everything is made well again."""
        while self.away:
            self.start_node()
        for node in list(self.objects.list(NODES)):
            self._change(NODES, "", node["metadata"]["name"], lambda new: new["spec"].update(
                unschedulable=False, taints=[]))  # fmt: skip
        self.undo_mistake()
        if self.objects.get(DEPLOYMENTS, "default", "crowd") is not None:
            self.crowd()
        for pod in [one for one in self.world.pods() if (one["metadata"].get("labels") or {}).get("free")]:
            self.objects.delete(PODS, "default", pod["metadata"]["name"])
        for job in [one for one in self.objects.list(JOBS, "default") if one["spec"].get("suspend")]:
            self._change(JOBS, "default", job["metadata"]["name"], partial(_suspend, to=False))

    # Helpers

    def _change(self, key: tuple[str, str], namespace: str, name: str, change: Callable[[Any], None]) -> None:
        self.objects.patch(key, namespace, name, change)

    def _template(self, app: str) -> Any:
        resources = {"requests": {"cpu": "100m", "memory": "64Mi"}}
        container = {"name": "c", "image": self.random.choice(IMAGES), "resources": resources}
        spec = {"containers": [container], "terminationGracePeriodSeconds": self.random.choice((1, 5, 30))}
        return {"metadata": {"labels": {"app": app}}, "spec": spec}

    def _found(self) -> tuple[tuple[str, str], str] | None:
        there = [(key, one["metadata"]["name"]) for key in WORKLOADS for one in self.objects.list(key, "default")]
        return self.random.choice(there) if there else None

    # Workloads

    def apply(self) -> None:
        """A workload of some kind, new or changed."""
        key, base = self.random.choice(WORKLOADS), self.random.choice(NAMES)
        name = f"{base}-{key[1][:3]}"
        spec: Any = {"selector": {"matchLabels": {"app": name}}, "template": self._template(name)}
        if key != DAEMON_SETS:
            spec["replicas"] = self.random.randint(0, 5)
        if key == DEPLOYMENTS:
            surge, missing = self.random.choice((("25%", "25%"), (1, 0), (0, 1), ("50%", 0)))
            rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": surge, "maxUnavailable": missing}}
            # Not both in turn: who goes from rolling to Recreate and scales amid a rollout is stuck, upstream as here.
            spec["strategy"] = {"type": "Recreate"} if base == "db" else rolling
            spec["minReadySeconds"] = self.random.choice((0, 0, 5))
        if key == DAEMON_SETS:
            surge, missing = self.random.choice(((0, 1), (1, 0), (0, "50%")))
            limits = {"maxSurge": surge, "maxUnavailable": missing}
            spec["updateStrategy"] = {"type": "RollingUpdate", "rollingUpdate": limits}
        if key == STATEFUL_SETS:
            limits = {"maxUnavailable": self.random.choice((1, 2)), "partition": 0}
            spec["updateStrategy"] = {"type": "RollingUpdate", "rollingUpdate": limits}
            spec["serviceName"] = name
            spec["podManagementPolicy"] = self.random.choice(("OrderedReady", "Parallel"))
        if (held := self.objects.get(key, "default", name)) is None:
            self.objects.create(key, {"metadata": {"name": name, "namespace": "default"}, "spec": spec})
            return
        spec.pop("podManagementPolicy", None)
        if "deletionTimestamp" not in held["metadata"]:
            self._change(key, "default", name, lambda new: new["spec"].update(spec))

    def scale(self) -> None:
        """Another number of replicas."""
        if (found := self._found()) is not None and found[0] != DAEMON_SETS:
            number = self.random.randint(0, 6)
            self._change(*found[:1], "default", found[1], lambda new: new["spec"].update(replicas=number))

    def change_image(self) -> None:
        """A rollout."""
        if (found := self._found()) is not None:
            image = self.random.choice(IMAGES)

            def change(new: Any) -> None:
                new["spec"]["template"]["spec"]["containers"][0]["image"] = image

            self._change(found[0], "default", found[1], change)

    def delete(self) -> None:
        """A workload goes, with or without its pods."""
        if (found := self._found()) is not None:
            policy = self.random.choice(("Background", "Background", "Foreground"))
            self.objects.delete(found[0], "default", found[1], propagation=policy)

    def delete_pod(self) -> None:
        """One pod."""
        if pods := self.world.pods():
            name = self.random.choice(pods)["metadata"]["name"]
            self.objects.delete(PODS, "default", name, grace=self.random.choice((None, None, 1, 0)))

    def run_job(self) -> None:
        """A job that succeeds, or fails a while."""
        name = f"job-{self.random.randint(0, 3)}"
        script = self.random.choice(("sleep 5", "sleep 30", "sleep 2; exit 1"))
        container = {"name": "c", "image": "busybox", "command": ["sh", "-c", script]}
        template = {"spec": {"restartPolicy": self.random.choice(("Never", "OnFailure")), "containers": [container]}}
        spec = {"template": template, "backoffLimit": 2, "parallelism": self.random.randint(1, 3),
                "completions": self.random.randint(1, 4), "ttlSecondsAfterFinished": 600}  # fmt: skip
        if self.objects.get(JOBS, "default", name) is None:
            self.objects.create(JOBS, {"metadata": {"name": name, "namespace": "default"}, "spec": spec})

    def run_cron_job(self) -> None:
        """A job every few minutes, or no longer."""
        if self.objects.get(CRON_JOBS, "default", "tick") is not None:
            self.objects.delete(CRON_JOBS, "default", "tick", propagation="Background")
            return
        container = {"name": "c", "image": "busybox", "command": ["sh", "-c", "sleep 20"]}
        template = {"spec": {"template": {"spec": {"restartPolicy": "Never", "containers": [container]}}}}
        spec = {"schedule": "*/3 * * * *", "jobTemplate": template}
        self.objects.create(CRON_JOBS, {"metadata": {"name": "tick", "namespace": "default"}, "spec": spec})

    def suspend(self) -> None:
        """Jobs stand still, or go on."""
        for job in list(self.objects.list(JOBS, "default")):
            name, suspended = job["metadata"]["name"], bool(job["spec"].get("suspend"))
            self._change(JOBS, "default", name, partial(_suspend, to=not suspended))

    def set_free(self) -> None:
        """A pod loses its labels, and with them its owner."""
        pods = [one for one in self.world.pods() if "app" in (one["metadata"].get("labels") or {})]
        if pods:
            name = self.random.choice(pods)["metadata"]["name"]
            self._change(PODS, "default", name, lambda new: new["metadata"].update(labels={"free": "yes"}))

    def crowd(self) -> None:
        """Pods that matter more than others, and need much room; or they go."""
        if self.objects.get(DEPLOYMENTS, "default", "crowd") is not None:
            self.objects.delete(DEPLOYMENTS, "default", "crowd", propagation="Background")
            return
        if self.objects.get(CLASSES, "", "high") is None:
            self.objects.create(CLASSES, {"metadata": {"name": "high"}, "value": 1000})
        template = self._template("crowd")
        template["spec"]["priorityClassName"] = "high"
        template["spec"]["containers"][0]["resources"]["requests"]["cpu"] = "1500m"
        spec = {"replicas": 6, "selector": {"matchLabels": {"app": "crowd"}}, "template": template}
        self.objects.create(DEPLOYMENTS, {"metadata": {"name": "crowd", "namespace": "default"}, "spec": spec})

    # Guards and doors

    def guard(self) -> None:
        """A disruption budget, or none any more."""
        app = f"{self.random.choice(NAMES)}-dep"
        if self.objects.get(BUDGETS, "default", app) is not None:
            self.objects.delete(BUDGETS, "default", app)
            return
        limit = self.random.choice(({"minAvailable": 1}, {"maxUnavailable": 1}, {"minAvailable": "50%"}))
        spec = {"selector": {"matchLabels": {"app": app}}, **limit}
        self.objects.create(BUDGETS, {"metadata": {"name": app, "namespace": "default"}, "spec": spec})

    def publish(self) -> None:
        """A service in front of a workload."""
        app = f"{self.random.choice(NAMES)}-{self.random.choice(('dep', 'sta'))}"
        if self.objects.get(SERVICES, "default", app) is None:
            spec = {"selector": {"app": app}, "ports": [{"port": 80}]}
            self.objects.create(SERVICES, {"metadata": {"name": app, "namespace": "default"}, "spec": spec})

    # Nodes

    def stop_node(self) -> None:
        """A machine goes away; at most one at a time, and not the learner's."""
        if not self.away:
            self.away.append(self.random.choice(self.nodes[1:]))
            self.world.cluster.stop_node(self.away[0])

    def start_node(self) -> None:
        """It comes back."""
        if self.away:
            self.world.cluster.start_node(self.away.pop())

    def drain(self) -> None:
        """Cordon a node and evict its pods as far as the budgets allow."""
        name = self.random.choice(self.nodes)
        self._change(NODES, "", name, lambda new: new["spec"].update(unschedulable=True))
        for pod in list(self.objects.by_node(name)):
            owners = pod["metadata"].get("ownerReferences") or [{"kind": ""}]
            if pod["metadata"]["namespace"] != "default" or owners[0]["kind"] == "DaemonSet":
                continue
            before = self.watch.budgets_of(pod)
            try:
                self.world.cluster.api.evict("default", pod["metadata"]["name"])
            except ApiError as problem:
                assert problem.code in {429, 500}, problem
            else:
                self.watch.evicted(pod, before)

    def uncordon(self) -> None:
        """All nodes take pods again."""
        for node in list(self.objects.list(NODES)):
            self._change(NODES, "", node["metadata"]["name"], lambda new: new["spec"].update(unschedulable=False))

    def taint(self) -> None:
        """A node that nobody tolerates, or no longer one."""
        name, key = self.random.choice(self.nodes[1:]), {"key": "gone", "effect": "NoExecute"}

        def change(new: Any) -> None:
            taints = new["spec"].get("taints") or []
            kept = [one for one in taints if one["key"] != "gone"]
            new["spec"]["taints"] = [*kept, key] if len(kept) == len(taints) else kept

        self._change(NODES, "", name, change)

    # Mistakes

    def misconfigure(self) -> None:
        """An image that is not there, or a config map that is missing."""
        if (found := self._found()) is not None and found[0] != STATEFUL_SETS:

            def change(new: Any) -> None:
                container = new["spec"]["template"]["spec"]["containers"][0]
                container["envFrom"] = [{"configMapRef": {"name": "settings"}}]

            self._change(found[0], "default", found[1], change)

    def undo_mistake(self) -> None:
        """The config map is there."""
        if self.objects.get(CONFIG_MAPS, "default", "settings") is None:
            meta = {"name": "settings", "namespace": "default"}
            self.objects.create(CONFIG_MAPS, {"metadata": meta, "data": {"A": "1"}})
