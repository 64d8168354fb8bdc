# nginx obeys its configuration: locations, proxies, reloads, and what keeps it from starting.
-- /root/site.conf --
upstream pair {
    server web;
    server web:8080;
}
server {
    listen 8080;
    server_name shop.example;
    location = /health { return 200 "ok\n"; }
    location /old { return 301 /new; }
    location /who { return 200 "$host $request_method $arg_q\n"; }
    location /api/ { proxy_pass http://pair/; }
    location = /status { stub_status; }
    location /private { auth_basic "Staff only"; auth_basic_user_file /etc/nginx/conf.d/users; root /usr/share/nginx/html; }
    location / { root /usr/share/nginx/html; try_files $uri $uri/ /index.html; }
    location ~ \.php$ { return 403; }
}
-- /root/pod.yaml --
apiVersion: v1
kind: Pod
metadata: {name: proxy}
spec:
  volumes: [{name: c, configMap: {name: site}}]
  containers:
  - name: nginx
    image: nginx:1.27
    volumeMounts: [{name: c, mountPath: /etc/nginx/conf.d}]
-- /root/users --
ada:{PLAIN}engine
$ kubectl run web --image=nginx:1.26 --port=80 --expose
pod/web created
service/web created
@ wait 10s
$ kubectl create configmap site --from-file=site.conf --from-file=users
configmap/site created
$ kubectl apply -f pod.yaml
pod/proxy created
$ kubectl run page --image=nginx:alpine --command -- sh -c 'echo hello > /usr/share/nginx/html/index.html && nginx -g "daemon off;"'
pod/page created
$ kubectl run daemon --image=nginx --restart=Never --command -- nginx
pod/daemon created
$ kubectl run restricted --image=nginx --restart=Never --overrides='{"spec":{"securityContext":{"runAsUser":1000}}}'
pod/restricted created
$ kubectl run readonly --image=nginx --restart=Never --overrides='{"spec":{"containers":[{"name":"readonly","image":"nginx","securityContext":{"readOnlyRootFilesystem":true}}]}}'
pod/readonly created
@ wait 30s
$ kubectl get pods
NAME         READY   STATUS      RESTARTS   AGE
daemon       0/1     Completed   0          30s
page         1/1     Running     0          30s
proxy        1/1     Running     0          30s
readonly     0/1     Error       0          30s
restricted   0/1     Error       0          30s
web          1/1     Running     0          40s
$ kubectl logs restricted --tail=1
nginx: [emerg] mkdir() "/var/cache/nginx/client_temp" failed (13: Permission denied)
$ kubectl logs readonly --tail=1
nginx: [emerg] mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only file system)
$ kubectl exec proxy -- curl -s localhost:8080/health
ok
$ kubectl exec proxy -- curl -si localhost:8080/old
HTTP/1.1 301 Moved Permanently
Server: nginx/1.27.5
Date: Mon, 23 Nov 2026 00:00:40 GMT
Content-Type: text/html
Content-Length: 169
Location: http://localhost:8080/new
Connection: keep-alive

<html>
<head><title>301 Moved Permanently</title></head>
<body>
<center><h1>301 Moved Permanently</h1></center>
<hr><center>nginx/1.27.5</center>
</body>
</html>
$ kubectl exec proxy -- curl -s -H 'Host: shop.example' 'localhost:8080/who?q=5'
shop.example GET 5
$ kubectl exec proxy -- curl -s localhost:8080/api/ | grep title
<title>Welcome to nginx!</title>
$ kubectl exec proxy -- curl -s localhost:8080/status
Active connections: 1 
server accepts handled requests
 5 5 5 
Reading: 0 Writing: 1 Waiting: 0 
$ kubectl exec proxy -- curl -s -o /dev/null -w '%{http_code}\n' localhost:8080/private
401
$ kubectl exec proxy -- curl -s -o /dev/null -w '%{http_code}\n' -u ada:engine localhost:8080/private
404
$ kubectl exec proxy -- curl -s -o /dev/null -w '%{http_code}\n' localhost:8080/x.php
403
$ kubectl exec proxy -- curl -s -o /dev/null -w '%{http_code}\n' localhost:8080/no/such/page
200
$ kubectl exec proxy -- curl -s localhost
command terminated with exit code 7
[7]
$ kubectl exec page -- wget -qO- localhost
hello
$ kubectl exec web -- curl -sI localhost
HTTP/1.1 200 OK
Server: nginx/1.26.3
Date: Mon, 23 Nov 2026 00:00:40 GMT
Content-Type: text/html
Content-Length: 615
Last-Modified: Wed, 16 Apr 2025 16:00:00 GMT
Connection: keep-alive
ETag: "67ffd400-267"
Accept-Ranges: bytes

$ kubectl exec web -- curl -s localhost/nope
<html>
<head><title>404 Not Found</title></head>
<body>
<center><h1>404 Not Found</h1></center>
<hr><center>nginx/1.26.3</center>
</body>
</html>
$ kubectl logs web --tail=1
127.0.0.1 - - [23/Nov/2026:00:00:40 +0000] "GET /nope HTTP/1.1" 404 153 "-" "curl/8.5.0" "-"
$ kubectl exec web -- nginx -v
nginx version: nginx/1.26.3
$ kubectl exec web -- nginx -t
nginx: the configuration file /etc/nginx/nginx.conf syntax is ok
nginx: configuration file /etc/nginx/nginx.conf test is successful
$ kubectl exec web -- sh -c 'echo "server { listen 81; retrun 200; }" > /etc/nginx/conf.d/more.conf; nginx -t'
2026/11/23 00:00:40 [emerg] 40#40: unknown directive "retrun" in /etc/nginx/conf.d/more.conf:1
nginx: [emerg] unknown directive "retrun" in /etc/nginx/conf.d/more.conf:1
nginx: configuration file /etc/nginx/nginx.conf test failed
command terminated with exit code 1
[1]
$ kubectl exec web -- nginx -s reload
nginx: [emerg] unknown directive "retrun" in /etc/nginx/conf.d/more.conf:1
command terminated with exit code 1
[1]
$ kubectl exec web -- sh -c 'echo "server { listen 81; return 200 more; }" > /etc/nginx/conf.d/more.conf; nginx -s reload; curl -s localhost:81'
2026/11/23 00:00:40 [notice] 40#40: signal process started
more
$ kubectl exec web -- sh -c 'ls /etc/nginx; env | grep NGINX; grep nginx /etc/passwd'
conf.d
mime.types
nginx.conf
NGINX_VERSION=1.26.3
nginx:x:101:101:nginx user:/nonexistent:/bin/false
$ kubectl create configmap wrong --from-literal=default.conf='server { location / { proxy_pass http://backend:8080; } }'
configmap/wrong created
$ sed 's/name: site/name: wrong/; s/name: proxy/name: wrong/' pod.yaml | kubectl apply -f -
pod/wrong created
@ wait 10s
$ kubectl logs wrong --tail=2
2026/11/23 00:00:41 [emerg] 1#1: host not found in upstream "backend" in /etc/nginx/conf.d/default.conf:1
nginx: [emerg] host not found in upstream "backend" in /etc/nginx/conf.d/default.conf:1
$ kubectl get pod wrong -o jsonpath='{.status.containerStatuses[0].lastState.terminated.exitCode}{"\n"}'
1
