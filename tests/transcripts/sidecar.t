# A sidecar reads the web server's log out of a volume that both have.
$ cat > web.yaml <<EOF
> apiVersion: v1
> kind: Pod
> metadata: {name: web}
> spec:
>   initContainers:
>   - name: logger
>     image: busybox
>     restartPolicy: Always
>     command: [sh, -c, "tail -F /var/log/web/access.log"]
>     volumeMounts: [{name: logs, mountPath: /var/log/web}]
>   containers:
>   - name: web
>     image: nginx:1.27
>     volumeMounts: [{name: logs, mountPath: /var/log/nginx}]
>   volumes: [{name: logs, emptyDir: {}}]
> EOF
$ kubectl apply -f web.yaml
pod/web created
$ kubectl wait --for=condition=Ready pod/web
pod/web condition met
$ kubectl exec web -c web -- curl -s -o /dev/null localhost/nothing
@ wait 2s
$ kubectl logs web -c logger
tail: can't open '/var/log/web/access.log': No such file or directory
tail: /var/log/web/access.log has appeared; following end of new file
127.0.0.1 - - [23/Nov/2026:00:00:04 +0000] "GET /nothing HTTP/1.1" 404 153 "-" "curl/8.5.0" "-"
$ kubectl logs web -c web | tail -1
/docker-entrypoint.sh: Configuration complete; ready for start up
$ kubectl exec web -c logger -- sh -c 'ls /var/log/web; tail -n1 /var/log/web/error.log'
access.log
error.log
2026/11/23 00:00:04 [error] 29#29: *1 open() "/usr/share/nginx/html/nothing" failed (2: No such file or directory), client: 127.0.0.1, server: localhost, request: "GET /nothing HTTP/1.1", host: "localhost"
$ kubectl get pod web
NAME   READY   STATUS    RESTARTS   AGE
web    2/2     Running   0          6s
