# Connections that last, and what ends them.
$ kubectl run web --image=nginx --overrides='{"spec": {"nodeName": "node01"}}'
pod/web created
$ kubectl run box --image=busybox --overrides='{"spec": {"nodeName": "node01"}}' --command -- sh -c 'while true; do date; sleep 7; done'
pod/box created
@ wait 30s
# The API server ends: its connections break off
$ kubectl logs -f box > logs.out 2> logs.err &
[1] 2147
$ kubectl exec web -- sleep 1000 > exec.out 2>&1 &
[2] 2148
$ kubectl port-forward pod/web 8080:80 > forward.out 2>&1 &
[3] 2149
$ kubectl proxy > proxy.out 2>&1 &
[4] 2150
$ sleep 5; curl -s localhost:8080 | head -1
<!DOCTYPE html>
$ mv /etc/kubernetes/manifests/kube-apiserver.yaml .
$ sleep 15
[1]   Exit 1                  kubectl logs -f box > logs.out 2> logs.err
[2]   Exit 1                  kubectl exec web -- sleep 1000 > exec.out 2>&1
[3]-  Exit 1                  kubectl port-forward pod/web 8080:80 > forward.out 2>&1
$ cat logs.err exec.out forward.out
unexpected EOF
error: unexpected EOF
E1123 00:00:36.000000    2148 v2.go:168] "Copying stderr failed" err="next reader: websocket: close 1006 (abnormal closure): unexpected EOF"
E1123 00:00:36.000000    2148 v2.go:151] "Copying stdout failed" err="next reader: websocket: close 1006 (abnormal closure): unexpected EOF"
error: error reading from error stream: next reader: websocket: close 1006 (abnormal closure): unexpected EOF
Forwarding from 127.0.0.1:8080 -> 80
Forwarding from [::1]:8080 -> 80
Handling connection for 8080
error: lost connection to pod
$ curl -s -w '%{http_code}\n' localhost:8001/version
dial tcp 172.30.1.2:6443: connect: connection refused
500
$ cat proxy.out
Starting to serve on 127.0.0.1:8001
E1123 00:00:50.000000    2150 proxy_server.go:147] Error while proxying request: dial tcp 172.30.1.2:6443: connect: connection refused
$ curl localhost:8080
curl: (7) Failed to connect to localhost port 8080 after 0 ms: Couldn't connect to server
[7]
$ mv kube-apiserver.yaml /etc/kubernetes/manifests/
$ sleep 40
$ curl -s localhost:8001/version | grep major
  "major": "1",
$ kill %4; sleep 1
[4]+  Terminated              kubectl proxy > proxy.out 2>&1
# A kubelet ends: nobody reaches the node's containers
$ kubectl logs -f box > logs.out 2> logs.err &
[1] 2164
$ kubectl exec web -- sleep 1000 > exec.out 2>&1 &
[2] 2165
$ kubectl port-forward pod/web 8080:80 > forward.out 2>&1 &
[3] 2166
$ ssh node01 systemctl stop kubelet; sleep 1
[1]   Done                    kubectl logs -f box > logs.out 2> logs.err
[2]-  Exit 1                  kubectl exec web -- sleep 1000 > exec.out 2>&1
[3]+  Exit 1                  kubectl port-forward pod/web 8080:80 > forward.out 2>&1
$ cat logs.err exec.out forward.out
E1123 00:01:31.000000    2165 v2.go:168] "Copying stderr failed" err="next reader: websocket: close 1006 (abnormal closure): unexpected EOF"
E1123 00:01:31.000000    2165 v2.go:151] "Copying stdout failed" err="next reader: websocket: close 1006 (abnormal closure): unexpected EOF"
error: error reading from error stream: next reader: websocket: close 1006 (abnormal closure): unexpected EOF
Forwarding from 127.0.0.1:8080 -> 80
Forwarding from [::1]:8080 -> 80
error: lost connection to pod
$ kubectl logs box
Error from server: Get "https://172.30.2.2:10250/containerLogs/default/box/box": dial tcp 172.30.2.2:10250: connect: connection refused
[1]
$ kubectl logs box --tail=3 -f
Error from server: Get "https://172.30.2.2:10250/containerLogs/default/box/box?follow=true&tailLines=3": dial tcp 172.30.2.2:10250: connect: connection refused
[1]
$ kubectl exec box -- echo 'a b'
error: unable to upgrade connection: error dialing backend: dial tcp 172.30.2.2:10250: connect: connection refused
[1]
$ kubectl exec -i box -- cat < /dev/null
error: unable to upgrade connection: error dialing backend: dial tcp 172.30.2.2:10250: connect: connection refused
[1]
$ kubectl attach box
All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
If you don't see a command prompt, try pressing enter.
error: unable to upgrade connection: error dialing backend: dial tcp 172.30.2.2:10250: connect: connection refused
[1]
$ kubectl port-forward pod/web 8081:80
error: error upgrading connection: unable to upgrade connection: error dialing backend: dial tcp 172.30.2.2:10250: connect: connection refused
[1]
$ kubectl get --raw /api/v1/nodes/node01/proxy/healthz
Error from server (ServiceUnavailable): error trying to reach service: dial tcp 172.30.2.2:10250: connect: connection refused
[1]
$ ssh node01 systemctl start kubelet
$ sleep 10; kubectl exec box -- echo back
back
