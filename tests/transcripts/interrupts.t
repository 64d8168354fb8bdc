# Ctrl-C, kill and timeout: kubectl catches signals while it follows something, and other programs die of them.
$ kubectl run web --image=nginx
pod/web created
$ kubectl wait pod/web --for=condition=Ready
pod/web condition met
$ kubectl get pods -w -o name
pod/web
@ press ctrl-c
^C
[1]
$ echo $?
1
$ kubectl get pods -w -o name; echo "then $?"
pod/web
@ press ctrl-c
^Cthen 1
$ kubectl get pods -w -o name | cat; echo "then $?"
pod/web
@ press ctrl-c
^C
[130]
$ echo $?
130
$ kubectl logs -f --tail=1 web
2026/11/23 00:00:03 [notice] 1#1: start worker process 29
@ press ctrl-c
^C
[1]
$ echo $?
1
$ kubectl events -w --types=Warning
@ press ctrl-c
^C
[1]
$ echo $?
1
$ kubectl wait pod/web --for=delete --timeout=1h &
[1] 2153
$ kill -INT %1; wait %1; echo "status $?"
status 1
[1]+  Exit 1                  kubectl wait pod/web --for=delete --timeout=1h
$ kubectl port-forward pod/web 8080:80
Forwarding from 127.0.0.1:8080 -> 80
Forwarding from [::1]:8080 -> 80
@ press ctrl-c
^C
$ echo $?
0
$ kubectl proxy
Starting to serve on 127.0.0.1:8001
@ press ctrl-c
^C
[130]
$ echo $?
130
$ kubectl get pods -w > pods.log &
[1] 2156
$ kill %1; wait %1; echo "status $?"
status 1
[1]+  Exit 1                  kubectl get pods -w > pods.log
$ kubectl get pods -w > pods.log &
[1] 2157
$ sleep 100 &
[2] 2158
$ kill %1; kill %2
$ timeout 2 kubectl get pods -w -o name; echo $?
pod/web
124
[1]-  Exit 1                  kubectl get pods -w > pods.log
[2]+  Terminated              sleep 100
$ echo after
after
