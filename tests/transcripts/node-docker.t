# The containers of pods as the Docker of a node of 2018 shows them.
@ release 1.8
$ docker ps
CONTAINER ID   IMAGE   COMMAND   CREATED   STATUS   PORTS   NAMES
$ kubectl run kubernetes-bootcamp --image=docker.io/jocatalin/kubernetes-bootcamp:v1 --port=8080
deployment "kubernetes-bootcamp" created
$ while [ `docker ps | wc -l` -eq 1 ]; do sleep 1; done; echo there
there
@ wait 20s
$ docker ps
CONTAINER ID   IMAGE                                        COMMAND                  CREATED          STATUS          PORTS   NAMES
677f6cbdcc22   docker.io/jocatalin/kubernetes-bootcamp:v1   "/bin/sh -c node ser…"   18 seconds ago   Up 18 seconds           k8s_kubernetes-bootcamp_kubernetes-bootcamp-390780338-kb5tw_default_b94067ed-fe17-4330-a11d-459a2f978d87_0
f0e905d42b51   gcr.io/google_containers/pause-amd64:3.0     "/pause"                 21 seconds ago   Up 21 seconds           k8s_POD_kubernetes-bootcamp-390780338-kb5tw_default_b94067ed-fe17-4330-a11d-459a2f978d87_0
$ docker ps --format '{{.Names}}'
k8s_kubernetes-bootcamp_kubernetes-bootcamp-390780338-kb5tw_default_b94067ed-fe17-4330-a11d-459a2f978d87_0
k8s_POD_kubernetes-bootcamp-390780338-kb5tw_default_b94067ed-fe17-4330-a11d-459a2f978d87_0
$ id=$(docker ps -q --filter name=k8s_kubernetes-bootcamp)
$ docker logs $id
Kubernetes Bootcamp App Started At: 2018-01-14T02:02:00.446Z | Running On:  kubernetes-bootcamp-390780338-kb5tw 

$ docker exec $id hostname
kubernetes-bootcamp-390780338-kb5tw
$ docker exec $id nosuch
OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown
[127]
$ docker inspect -f '{{.State.Status}} {{index .Config.Labels "io.kubernetes.pod.namespace"}}' $id
running default
$ docker inspect -f '{{.Path}} {{.HostConfig.NetworkMode}}' $(docker ps -q --filter name=k8s_POD)
/pause bridge
$ docker rm $id
Error response from daemon: cannot remove container "k8s_kubernetes-bootcamp_kubernetes-bootcamp-390780338-kb5tw_default_b94067ed-fe17-4330-a11d-459a2f978d87_0": container is running: stop the container before removing or force remove
[1]
$ docker rename $id other
Error response from daemon: renaming a container of the kubelet's is not simulated
[1]
$ docker stop -t 1 $id | wc -l
1
@ wait 20s
$ kubectl get pods
NAME                                  READY     STATUS    RESTARTS   AGE
kubernetes-bootcamp-390780338-kb5tw   1/1       Running   1          42s
$ docker ps -a --format '{{.Names}} {{.Status}}' --filter name=k8s_kubernetes
k8s_kubernetes-bootcamp_kubernetes-bootcamp-390780338-kb5tw_default_b94067ed-fe17-4330-a11d-459a2f978d87_1 Up 20 seconds
k8s_kubernetes-bootcamp_kubernetes-bootcamp-390780338-kb5tw_default_b94067ed-fe17-4330-a11d-459a2f978d87_0 Exited (137) 20 seconds ago
$ docker logs $id | head -1
Kubernetes Bootcamp App Started At: 2018-01-14T02:02:00.446Z | Running On:  kubernetes-bootcamp-390780338-kb5tw 
$ docker start $id
Error response from daemon: starting a container of the kubelet's is not simulated
failed to start containers: 677f6cbdcc22
[1]
$ docker rm $id | wc -l
1
$ docker ps -a | wc -l
3
$ docker run -d --name own redis:7
Unable to find image 'redis:7' locally
7: Pulling from library/redis
71fa841de4e9: Pull complete
e101d99b06db: Pull complete
d854563c7fc7: Pull complete
Digest: sha256:a0ed741ac6ba1c5759e6d93b088e5e315e089f8a2a6a17a0c16f6456ff434700
Status: Downloaded newer image for redis:7
33138131c541013d0326324dfb695ffb3a1890c78092b4d42b28fef02b9c014e
$ docker ps --format '{{.Image}} {{.Command}}'
redis:7 "docker-entrypoint.s…"
docker.io/jocatalin/kubernetes-bootcamp:v1 "/bin/sh -c node ser…"
gcr.io/google_containers/pause-amd64:3.0 "/pause"
$ kubectl delete deployment kubernetes-bootcamp
deployment "kubernetes-bootcamp" deleted
@ wait 40s
$ docker ps --format '{{.Names}}'
own
