# docker build
-- /root/web/Dockerfile --
FROM nginx:1.27
ARG WHO=you
ENV GREETING=hello
COPY index.html /usr/share/nginx/html/
RUN echo $WHO > /who && mkdir -p /data
EXPOSE 80
LABEL team=web
-- /root/web/index.html --
<h1>mine</h1>
-- /root/tool/Dockerfile --
FROM alpine:3.20
WORKDIR /app
COPY run.sh .
RUN chmod +x run.sh
ENTRYPOINT ["./run.sh"]
CMD ["world"]
-- /root/tool/run.sh --
#!/bin/sh
echo "hello $1 from $PWD"
-- /root/bad/Dockerfile --
FROM alpine:3.20
RUN ls /nothing
-- /root/multi/Dockerfile --
FROM alpine AS build
RUN echo built > /out.txt
FROM busybox
COPY --from=build /out.txt /out.txt
CMD cat /out.txt
$ docker build -t web:v1 web
[+] Building 1.0s (6/6) FINISHED                                  docker:default
 => [internal] load build definition from Dockerfile                    0.0s
 => => transferring dockerfile: 150B done                               0.0s
 => [internal] load metadata for docker.io/library/nginx:1.27           1.0s
 => [1/3] FROM nginx:1.27                                               0.0s
 => [2/3] COPY index.html /usr/share/nginx/html/                        0.0s
 => [3/3] RUN echo $WHO > /who && mkdir -p /data                        0.0s
 => exporting to image                                                  0.0s
 => => exporting layers                                                 0.0s
 => => writing image sha256:96a8508d15d8a34f6b21e48116234246f50cedd123f 0.0s
 => => naming to docker.io/library/web:v1                               0.0s
$ docker images web
REPOSITORY   TAG   IMAGE ID       CREATED                  SIZE
web          v1    96a8508d15d8   Less than a second ago   188MB
$ docker run -d -p 80:80 --name w web:v1
96380ed6fcf7f49dc91752a33d589cab301ba9880a3efb80ca357568e2934bf1
$ curl -s localhost
<h1>mine</h1>
$ docker exec w cat /who
you
$ docker exec w printenv GREETING
hello
$ docker build -q -t tool tool
sha256:023bf8c3c22e95886bc5ec24dadc3cfe98cce1a503adfb916e55fae88bba87ec
$ docker run --rm tool
hello world from /app
$ docker run --rm tool moon
hello moon from /app
$ docker build bad
[+] Building 0.0s (4/4)                                           docker:default
 => [internal] load build definition from Dockerfile                    0.0s
 => => transferring dockerfile: 33B done                                0.0s
 => [internal] load metadata for docker.io/library/alpine:3.20          0.0s
 => [1/2] FROM alpine:3.20                                              0.0s
 => ERROR RUN ls /nothing                                               0.0s
------
 > RUN ls /nothing:
0.100 ls: /nothing: No such file or directory
------
Dockerfile:2
--------------------
   1 |     FROM alpine:3.20
   2 | >>> RUN ls /nothing
--------------------
ERROR: failed to build: failed to solve: process "/bin/sh -c ls /nothing" did not complete successfully: exit code: 2
[1]
$ docker build -t multi multi 2>&1 | tail -3
#8 naming to docker.io/library/multi:latest
#8 DONE 0.0s

$ docker run --rm multi
built
$ docker history web:v1 | head -4
IMAGE          CREATED         CREATED BY                                      SIZE    COMMENT
96a8508d15d8   3 seconds ago   LABEL team=web # buildkit                       18B     buildkit.dockerfile.v0
<missing>      3 seconds ago   EXPOSE 80 # buildkit                            0B      buildkit.dockerfile.v0
<missing>      3 seconds ago   RUN echo $WHO > /who && mkdir -p /data # bui…   0B      buildkit.dockerfile.v0
$ docker pull -q registry:2
docker.io/library/registry:2
$ docker run -d -p 5000:5000 --name registry registry:2
172a401272a9b8a4c0d76560fbbe938116e3e38047e1a38bd1ea041814d4954e
$ docker tag tool localhost:5000/tool:v1
$ docker push localhost:5000/tool:v1
The push refers to repository [localhost:5000/tool]
4560ef37b607: Pushed
70297c3c13b7: Pushed
v1: digest: sha256:023bf8c3c22e95886bc5ec24dadc3cfe98cce1a503adfb916e55fae88bba87ec size: 927
$ curl -s localhost:5000/v2/_catalog
{"repositories":["tool"]}
$ docker rmi localhost:5000/tool:v1
Untagged: localhost:5000/tool:v1
$ docker pull localhost:5000/tool:v1 | tail -1
localhost:5000/tool:v1
$ kubectl run t --image=localhost:5000/tool:v1 --restart=Never
pod/t created
@ wait 10s
$ kubectl logs t
hello world from /app
$ podman build -t p tool 2>/dev/null; podman images p
REPOSITORY   TAG      IMAGE ID       CREATED          SIZE
p            latest   023bf8c3c22e   12 seconds ago   11.2MB
$ docker build nowhere
ERROR: unable to prepare context: path "nowhere" not found
[1]
$ docker build .
ERROR: failed to build: failed to solve: failed to read dockerfile: open Dockerfile: no such file or directory
[1]
$ docker cp w:/who who.txt; cat who.txt
Successfully copied 4B to /root/who.txt
you
$ docker push tool
Using default tag: latest
The push refers to repository [docker.io/library/tool]
push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed
[1]
$ docker build -t x - < web/Dockerfile
ERROR: only a directory is simulated as a build's context
[1]
