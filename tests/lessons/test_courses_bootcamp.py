"""Everything that learners typed in the bootcamp of kubernetes.io can be typed here, module by module."""

from __future__ import annotations

import fnmatch

import pytest

from app.lessons.markdown import code_blocks
from tests.lessons.typed_lessons import lesson

# `*` is what differs between the bootcamp's versions; APP is the name of the app.
BOOTCAMP = {
    "01-create-a-cluster": """
        minikube version
        minikube start
        kubectl version
        kubectl cluster-info
        kubectl get nodes
    """,
    "02-deploy-an-app": """
        kubectl version
        kubectl get nodes --help
        kubectl get nodes
        kubectl * APP --image=*/APP:v1*
        kubectl get deployments
        kubectl proxy
        curl http://localhost:8001/version
        export POD_NAME=*
        echo Name of the Pod: $POD_NAME
        curl http://localhost:8001/api/v1/*$POD_NAME*/
    """,
    "03-explore-the-app": """
        kubectl get pods
        kubectl describe pods
        kubectl proxy
        export POD_NAME=*
        echo Name of the Pod: $POD_NAME
        curl http://localhost:8001/api/v1/*$POD_NAME*/
        kubectl logs $POD_NAME
        kubectl exec $POD_NAME *env
        kubectl exec -*t* $POD_NAME *bash
        cat server.js
        curl *localhost:8080
        exit
    """,
    "04-expose-the-app": """
        kubectl get services
        kubectl expose deployment/APP --type=*NodePort* --port*8080
        kubectl describe services/APP
        export NODE_PORT=*
        echo NODE_PORT=$NODE_PORT
        curl *:$NODE_PORT
        kubectl describe deployment
        kubectl get pods -l *=APP
        kubectl get services -l *=APP
        export POD_NAME=*
        kubectl label pod* $POD_NAME *=v1
        kubectl describe pods $POD_NAME
        kubectl get pods -l *=v1
        kubectl delete service -l *=APP
        kubectl exec *$POD_NAME *curl *localhost:8080
    """,
    "05-scale-the-app": """
        kubectl get deployments
        kubectl scale deployments/APP --replicas=4
        kubectl get pods -o wide
        kubectl describe deployments/APP
        kubectl describe services/APP
        export NODE_PORT=*
        echo NODE_PORT=$NODE_PORT
        curl *:$NODE_PORT
        kubectl scale deployments/APP --replicas=2
    """,
    "06-update-the-app": """
        kubectl get deployments
        kubectl get pods
        kubectl describe pods
        kubectl set image deployments/APP APP=*jocatalin/APP:v2
        kubectl describe services/APP
        export NODE_PORT=*
        echo NODE_PORT=$NODE_PORT
        curl *:$NODE_PORT
        kubectl rollout status deployments/APP
        kubectl set image deployments/APP APP=gcr.io/google-samples/APP:v10
        kubectl rollout undo deployments/APP
    """,
}


@pytest.mark.parametrize("course", ["kubernetes-basics", "kubernetes-basics-2018"])
@pytest.mark.parametrize("module", BOOTCAMP)
def test_every_command_of_the_bootcamp_is_in_both_courses(course: str, module: str) -> None:
    bodies = [step.body.text.text("en") for step in lesson(f"{course}/{module}").steps]
    lines = [code.strip() for body in bodies for _, info, code in code_blocks(body) if info.run]
    wanted = BOOTCAMP[module].replace("APP", "kubernetes-bootcamp").strip().split("\n")
    assert [one.strip() for one in wanted if not fnmatch.filter(lines, one.strip())] == []
