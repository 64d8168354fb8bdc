# Interpreters in containers: small programs run, their servers serve, and what is not simulated is said.
-- /root/app.py --
from http.server import BaseHTTPRequestHandler, HTTPServer
import os, socket

NAME = os.environ.get("NAME", "nobody")

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/missing":
            self.send_response(404)
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-type", "text/plain")
        self.end_headers()
        self.wfile.write(f"Hello {NAME} from {socket.gethostname()} at {self.path}\n".encode())

if __name__ == "__main__":
    print("starting")
    HTTPServer(("", 8000), Handler).serve_forever()
-- /root/server.js --
const http = require('http');
const os = require('os');
const port = process.env.PORT || 3000;

const server = http.createServer((req, res) => {
  console.log('request');
  res.writeHead(200, {'Content-Type': 'text/plain'});
  res.end('Hello from ' + os.hostname() + '\n');
});

server.listen(port, () => {
  console.log('listening');
});
-- /root/pod.yaml --
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  volumes: [{name: c, configMap: {name: app}}]
  containers:
  - name: python
    image: python:3.12-slim
    command: [python, /app/app.py]
    env: [{name: NAME, value: Ada}]
    volumeMounts: [{name: c, mountPath: /app}]
  - name: node
    image: node:22-alpine
    command: [sh, -c, "cd /app && node server.js"]
    volumeMounts: [{name: c, mountPath: /app}]
$ kubectl create configmap app --from-file=app.py --from-file=server.js
configmap/app created
$ kubectl apply -f pod.yaml
pod/web created
$ kubectl run files --image=python:3.12 --command -- python -m http.server 8080
pod/files created
$ kubectl create job pi --image=perl:5.34.0 -- perl -Mbignum=bpi -wle "print bpi(60)"
job.batch/pi created
@ wait 90s
$ kubectl logs job/pi
3.14159265358979323846264338327950288419716939937510582097494
$ kubectl logs web -c python
starting
$ kubectl exec files -- sh -c "echo $(kubectl get pod web -o jsonpath={.status.podIP}) web >> /etc/hosts"
$ kubectl exec files -- curl -s web:8000/hey
Hello Ada from web at /hey
$ kubectl exec files -- curl -si web:8000/missing
HTTP/1.1 404 Not Found
Server: BaseHTTP/0.6 Python/3.12.12
Content-Length: 0

$ kubectl exec files -- curl -si web:3000
HTTP/1.1 200 OK
Content-Type: text/plain
Content-Length: 15

Hello from web
$ kubectl logs web -c node
listening
request
$ kubectl exec files -- sh -c 'mkdir /srv/a; echo hi > /srv/a/b; cd /srv/a; python3 -c "print(open(\"b\").read().strip())"'
hi
$ kubectl exec files -- curl -s localhost:8080/srv/a/b
hi
$ kubectl logs files
Serving HTTP on 0.0.0.0 port 8080 (http://0.0.0.0:8080/) ...
127.0.0.1 - - [23/Nov/2026 00:01:30] "GET /srv/a/b HTTP/1.1" 200 -
$ kubectl exec files -- python3 -c 'import sys, os; print(os.environ["HOME"], file=sys.stderr); sys.exit(3)'
/root
command terminated with exit code 3
[3]
$ kubectl exec files -- python3 -c 'import time; print("a"); time.sleep(2); print("b")'
a
b
@ wait 3s
$ kubectl exec files -- python3 -c 'import flask'
Traceback (most recent call last):
  File "<string>", line 1, in <module>
    import flask
ModuleNotFoundError: No module named 'flask'
command terminated with exit code 1
[1]
$ kubectl exec files -- python3 -c 'import collections'
python3: this simulated Python does not have the module 'collections'
command terminated with exit code 1
[1]
$ kubectl exec files -- python3 -c 'print("a'
  File "<string>", line 1
    print("a
          ^
SyntaxError: unterminated string literal (detected at line 1)
command terminated with exit code 1
[1]
$ kubectl exec files -- python3 -c 'print(1/0)'
Traceback (most recent call last):
  File "<string>", line 1, in <module>
    print(1/0)
ZeroDivisionError: division by zero
command terminated with exit code 1
[1]
$ kubectl exec files -- python3 nothing.py
python3: can't open file '/nothing.py': [Errno 2] No such file or directory
command terminated with exit code 2
[2]
$ kubectl exec files -- python3 -c 'def f(): yield 1'
python3: this simulated Python does not have yield expressions
command terminated with exit code 1
[1]
$ kubectl exec files -- python --version
Python 3.12.12
$ kubectl exec web -c node -- node -e 'console.log([1,2].map(x => x*2).join())'
2,4
$ kubectl exec web -c node -- node -e 'const fs = require("fs")'
node: this simulated Node.js does not have the module 'fs'
command terminated with exit code 1
[1]
$ kubectl exec web -c node -- node --version
v22.21.1
$ kubectl exec web -c node -- npm install express
npm error code ENOTFOUND
npm error syscall getaddrinfo
npm error network request to https://registry.npmjs.org/ failed, reason: there is no package index behind this simulated npm
command terminated with exit code 1
[1]
