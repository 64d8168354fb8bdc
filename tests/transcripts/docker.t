# docker
$ docker ps
CONTAINER ID   IMAGE   COMMAND   CREATED   STATUS   PORTS   NAMES
$ docker run hello-nothing
Unable to find image 'hello-nothing:latest' locally
docker: Error response from daemon: pull access denied for hello-nothing, repository does not exist or may require 'docker login': denied: requested access to the resource is denied

Run 'docker run --help' for more information
[125]
$ docker pull -q nginx:1.27
docker.io/library/nginx:1.27
$ docker run -d --name web -p 8080:80 nginx:1.27
69dd649317788b9503b96d91aba018ea9d19ee45032b73284bb57b5cd3e89d32
$ curl -sI localhost:8080 | head -1
HTTP/1.1 200 OK
$ docker ps
CONTAINER ID   IMAGE        COMMAND                  CREATED                  STATUS                  PORTS                                     NAMES
69dd64931778   nginx:1.27   "/docker-entrypoint.…"   Less than a second ago   Up Less than a second   0.0.0.0:8080->80/tcp, [::]:8080->80/tcp   web
$ docker run -d --name web nginx
Unable to find image 'nginx:latest' locally
latest: Pulling from library/nginx
219f393de94c: Pull complete
f8589f503158: Pull complete
00f89664b1fe: Pull complete
85702fd01a1b: Pull complete
Digest: sha256:86cee2c10898a48ff47a0626f8202a2408b5893aff5df58ae10d83166e6d7b0e
Status: Downloaded newer image for nginx:latest
docker: Error response from daemon: Conflict. The container name "/web" is already in use by container "69dd649317788b9503b96d91aba018ea9d19ee45032b73284bb57b5cd3e89d32". You have to remove (or rename) that container to be able to reuse that name.

Run 'docker run --help' for more information
[125]
$ docker run -d --name web2 -p 8080:80 nginx
docker: Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint web2 (d9a02c08b5f74faa4e19e7c01e150eed94c509280b155ca2e1a4a234e60fb87d): Bind for 0.0.0.0:8080 failed: port is already allocated

Run 'docker run --help' for more information
[125]
$ docker ps -a --format '{{.Names}} {{.Status}}'
web2 Created
web Up 2 seconds
$ docker logs web | tail -2
2026/11/23 00:00:01 [notice] 1#1: using the "epoll" event method
2026/11/23 00:00:01 [notice] 1#1: nginx/1.27.5
2026/11/23 00:00:01 [notice] 1#1: built by gcc 12.2.0 (Debian 12.2.0-14)
2026/11/23 00:00:01 [notice] 1#1: OS: Linux 6.8.0-51-generic
2026/11/23 00:00:01 [notice] 1#1: getrlimit(RLIMIT_NOFILE): 1048576:1048576
2026/11/23 00:00:01 [notice] 1#1: start worker processes
2026/11/23 00:00:01 [notice] 1#1: start worker process 29
/docker-entrypoint.sh: Configuration complete; ready for start up
172.17.0.1 - - [23/Nov/2026:00:00:01 +0000] "HEAD / HTTP/1.1" 200 0 "-" "curl/8.5.0" "-"
$ docker exec web ls /usr/share/nginx/html
50x.html
index.html
$ docker exec -it web sh
$ hostname | wc -c
13
$ exit
$ docker inspect -f '{{.State.Running}} {{.NetworkSettings.IPAddress}}' web
true 172.17.0.2
$ docker run --rm alpine echo hello
Unable to find image 'alpine:latest' locally
latest: Pulling from library/alpine
7412be65ab71: Pull complete
Digest: sha256:c9ef5b1f0b442255774ae31a839ff48ce1206a606a97052db8b4a13ae153fb7c
Status: Downloaded newer image for alpine:latest
hello
$ docker run --rm -it alpine sh
$ cat /etc/os-release | head -1
NAME="Alpine Linux"
$ exit
$ docker run alpine false
[1]
$ docker ps -a
CONTAINER ID   IMAGE        COMMAND                  CREATED                  STATUS                              PORTS                                     NAMES
35263b4519a2   alpine       "false"                  Less than a second ago   Exited (1) Less than a second ago                                             tender_galileo
c91752a33d58   nginx        "/docker-entrypoint.…"   1 second ago             Created                                                                       web2
69dd64931778   nginx:1.27   "/docker-entrypoint.…"   3 seconds ago            Up 3 seconds                        0.0.0.0:8080->80/tcp, [::]:8080->80/tcp   web
$ docker run --rm alpine nosuch
docker: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "nosuch": executable file not found in $PATH: unknown

Run 'docker run --help' for more information
[127]
$ docker stop web
web
$ docker start web
web
$ docker images
REPOSITORY   TAG      IMAGE ID       CREATED       SIZE
alpine       latest   3771ac82e745   12 days ago   12.2MB
nginx        latest   88d7cff0bd17   12 days ago   189MB
nginx        1.27     6059feba0b4f   12 days ago   188MB
$ docker rm web
Error response from daemon: cannot remove container "web": container is running: stop the container before removing or force remove
[1]
$ docker rm -f web
web
$ docker rm nope
Error response from daemon: No such container: nope
[1]
$ docker rmi alpine
Error response from daemon: conflict: unable to remove repository reference "alpine" (must be forced) - container 35263b4519a2 is using its referenced image 3771ac82e745
[1]
$ docker pull nginx:1.91
Error response from daemon: manifest for nginx:1.91 not found: manifest unknown: manifest unknown
[1]
$ docker run --foo
unknown flag: --foo

Usage:  docker run [OPTIONS] IMAGE [COMMAND] [ARG...]

Run 'docker run --help' for more information
[125]
$ docker foo
docker: unknown command: docker foo

Run 'docker --help' for more information
[1]
$ docker stop
docker: 'docker stop' requires at least 1 argument

Usage:  docker stop [OPTIONS] CONTAINER [CONTAINER...]

See 'docker stop --help' for more information
[1]
$ docker volume create data
data
$ docker run --rm -v data:/d busybox sh -c 'echo hi > /d/x'
Unable to find image 'busybox:latest' locally
latest: Pulling from library/busybox
0ce7cd84654a: Pull complete
Digest: sha256:de68ccc327e508f44a3a150fc877a442581bb03dd53e24b418fbc425ece79d52
Status: Downloaded newer image for busybox:latest
$ docker run --rm -v data:/d busybox cat /d/x
hi
$ docker network create app
59c6db1facfaa5f9e3a070743f828dc90554a7aac00db626fa0f902537a0cc05
$ docker pull -q redis
docker.io/library/redis:latest
$ docker run -d --name db --network app redis
4eac98d63534ccae8aa672352ee7af97425375be5b177a38a96dfb2c780b25d9
$ docker run --rm --network app redis redis-cli -h db ping
PONG
$ docker port db; docker top db; docker stats --no-stream; docker system df
UID                 PID                 PPID                C                   STIME               TTY                 TIME                CMD
root                2002                1982                0                   00:00               ?                   00:00:00            redis-server
CONTAINER ID   NAME   CPU %   MEM USAGE / LIMIT   MEM %   NET I/O         BLOCK I/O   PIDS
4eac98d63534   db     0.04%   8MiB / 3.614GiB     0.22%   1.05kB / 126B   0B / 0B     1
TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE
Images          5         3         515MB     197MB (38%)
Containers      3         1         0B        0B
Local Volumes   1         0         0B        0B
Build Cache     0         0         0B        0B
