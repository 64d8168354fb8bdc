# Applications of the documentation: the guestbook, WordPress with MySQL, a liveness probe, httpd, and images that do not exist.
-- /root/live.yaml --
apiVersion: v1
kind: Pod
metadata: {name: live}
spec:
  containers:
  - name: liveness
    image: registry.k8s.io/e2e-test-images/agnhost:2.53
    args: [liveness]
    livenessProbe: {httpGet: {path: /healthz, port: 8080}, initialDelaySeconds: 3, periodSeconds: 3}
$ kubectl apply -f live.yaml
pod/live created
$ kubectl create deployment redis-leader --image=docker.io/redis:6.0.5 --port=6379
deployment.apps/redis-leader created
$ kubectl expose deployment redis-leader
service/redis-leader exposed
$ kubectl create deployment redis-follower --image=us-docker.pkg.dev/google-samples/containers/gke/gb-redis-follower:v2 --port=6379
deployment.apps/redis-follower created
$ kubectl expose deployment redis-follower
service/redis-follower exposed
$ kubectl create deployment frontend --image=us-docker.pkg.dev/google-samples/containers/gke/gb-frontend:v5 --port=80
deployment.apps/frontend created
$ kubectl expose deployment frontend
service/frontend exposed
$ kubectl run wordpress --image=wordpress --env=WORDPRESS_DB_HOST=wordpress-mysql --env=WORDPRESS_DB_PASSWORD=secret --port=80 --expose
pod/wordpress created
service/wordpress created
$ kubectl run httpd --image=httpd:2.4 --port=80 --expose
pod/httpd created
service/httpd created
$ kubectl run c --image=curlimages/curl -- sleep 3600
pod/c created
$ kubectl run entry --image=registry.k8s.io/e2e-test-images/agnhost:2.53 --restart=Never -- entrypoint-tester a b
pod/entry created
$ kubectl run private --image=private.registry.example/app
pod/private created
$ kubectl run unknown --image=nobody/nothing
pod/unknown created
@ wait 90s
$ kubectl logs entry
[/agnhost entrypoint-tester a b]
$ kubectl get pod live -o jsonpath='{.status.containerStatuses[0].restartCount}{"\n"}'
2
$ kubectl get events --field-selector involvedObject.name=live,reason=Unhealthy -o custom-columns=M:.message --no-headers | sed 's/error: .*/error/' | sort -u
Liveness probe failed: HTTP probe failed with statuscode: 500
$ kubectl exec c -- curl -s "frontend/guestbook.php?cmd=set&key=messages&value=,hi"
{"message": "Updated"}
$ kubectl exec c -- curl -s "frontend/guestbook.php?cmd=get&key=messages"
{"data": ",hi"}
$ kubectl exec deploy/redis-follower -- redis-cli get messages
,hi
$ kubectl exec c -- curl -s wordpress | grep h1
<h1>Error establishing a database connection</h1>
$ kubectl run mysql --image=mysql:8.0 --env=MYSQL_ROOT_PASSWORD=secret --env=MYSQL_DATABASE=wordpress
pod/mysql created
$ kubectl expose pod mysql --port=3306 --name=wordpress-mysql
service/wordpress-mysql exposed
@ wait 30s
$ kubectl exec c -- curl -sI wordpress | grep -i -e HTTP -e Location
HTTP/1.1 302 Found
Location: http://wordpress/wp-admin/install.php
$ kubectl exec httpd -- bash -c 'echo hi > htdocs/index.html; httpd -t 2>&1 | tail -1; echo Foo >> conf/httpd.conf; httpd -t'
Syntax OK
AH00526: Syntax error on line 29 of /usr/local/apache2/conf/httpd.conf:
Invalid command 'Foo', perhaps misspelled or defined by a module not included in the server configuration
command terminated with exit code 1
[1]
$ kubectl exec c -- curl -s httpd
hi
$ kubectl exec c -- curl -s -o /dev/null -w '%{http_code}\n' httpd/nothing
404
$ kubectl get pod private unknown -o jsonpath='{range .items[*]}{.status.containerStatuses[0].state.waiting.message}{"\n"}{end}' | sed 's/^Back-off .*ErrImagePull: //'
rpc error: code = Unknown desc = failed to pull and unpack image "private.registry.example/app:latest": failed to resolve reference "private.registry.example/app:latest": failed to do request: Head "https://private.registry.example/v2/app/manifests/latest": dial tcp: lookup private.registry.example on 8.8.8.8:53: no such host
rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/nobody/nothing:latest": failed to resolve reference "docker.io/nobody/nothing:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed
