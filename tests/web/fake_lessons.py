"""A small catalogue for the web's tests: two lessons that load and one that does not."""

from __future__ import annotations

from pathlib import Path

from app.lessons.loader import load_catalogue
from app.lessons.model import BrokenLesson, Lesson

CATALOGUE = load_catalogue([Path(__file__).with_name("lessons")])
LOADED = [lesson for lesson in CATALOGUE.lessons() if isinstance(lesson, Lesson)]
MODERN, CLASSIC = LOADED
BROKEN = next(lesson for lesson in CATALOGUE.lessons() if isinstance(lesson, BrokenLesson))

CREATE = "kubectl create deployment kubernetes-bootcamp --image=gcr.io/google-samples/kubernetes-bootcamp:v1"
CURL = "curl http://localhost:8001/version"
WANTED = {
    MODERN.id: {
        "look-around": ["kubectl version", "kubectl get nodes"],
        "deploy": [CREATE],
        "proxy": ["kubectl proxy", CURL],
    },
    CLASSIC.id: {"look-around": ["kubectl version"], "deploy": [CREATE]},
}
REPLIES = {
    "kubectl version": "Client Version: v1.37.1\nKustomize Version: v5.8.1\nServer Version: v1.36.2\n",
    "kubectl get nodes": (
        "NAME           STATUS   ROLES           AGE   VERSION\n"
        "controlplane   Ready    control-plane   6m    v1.36.2\n"
        "node01         Ready    <none>          5m    v1.36.2\n"
    ),
    "kubectl get deployments": (
        "NAME                  READY   UP-TO-DATE   AVAILABLE   AGE\n"
        "kubernetes-bootcamp   1/1     1            1           12s\n"
    ),
    CREATE: "deployment.apps/kubernetes-bootcamp created\n",
    "kubectl proxy": "Starting to serve on 127.0.0.1:8001\n",
    CURL: '{\n  "major": "1",\n  "minor": "36",\n  "gitVersion": "v1.36.2"\n}',
}
