# The machine of 2018 before and after `minikube start`
@ release 1.8
@ cluster absent
$ minikube status
minikubeVM: Does Not Exist
localkube: Does Not Exist
$ kubectl get nodes
The connection to the server localhost:8080 was refused - did you specify the right host or port?
[1]
$ kubectl cluster-info

To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.
The connection to the server localhost:8080 was refused - did you specify the right host or port?
[1]
$ minikube start
Starting local Kubernetes cluster...
Kubectl is now configured to use the cluster.
$ minikube status
minikubeVM: Running
localkube: Running
$ kubectl cluster-info
Kubernetes master is running at https://172.30.1.2:6443

To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.
$ kubectl get nodes
NAME      STATUS    ROLES     AGE       VERSION
host01    Ready     <none>    2s        v1.5.2
