# curl without a proxy, with one, a second one on the same port, and after Ctrl-C.
$ curl http://localhost:8001/version
curl: (7) Failed to connect to localhost port 8001 after 0 ms: Couldn't connect to server
[7]
$ curl -s http://localhost:8001/version; echo "status: $?"
status: 7
$ kubectl proxy > proxy.log &
[1] 2147
$ curl http://localhost:8001/healthz; echo
ok
$ kubectl proxy
error: listen tcp 127.0.0.1:8001: bind: address already in use
[1]
$ kubectl proxy --port=8002 >> proxy.log &
[2] 2150
$ curl -s localhost:8002/api | head -3
{
  "kind": "APIVersions",
  "versions": [
$ jobs
[1]-  Running                 kubectl proxy > proxy.log &
[2]+  Running                 kubectl proxy --port=8002 >> proxy.log &
$ kill %1 %2
$ curl -sS localhost:8002/api
curl: (7) Failed to connect to localhost port 8002 after 0 ms: Couldn't connect to server
[1]-  Terminated              kubectl proxy > proxy.log
[2]+  Terminated              kubectl proxy --port=8002 >> proxy.log
[7]
@ terminal 2
$ kubectl proxy --port=8080
Starting to serve on 127.0.0.1:8080
@ press ctrl-c
^C
[130]
$ echo $?
130
@ terminal 1
$ curl -i http://localhost:8080/
curl: (7) Failed to connect to localhost port 8080 after 0 ms: Couldn't connect to server
[7]
