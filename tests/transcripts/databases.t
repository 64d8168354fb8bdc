# Databases in containers: what is asked of redis, PostgreSQL, MySQL, MongoDB and memcached is answered, and kept in volumes.
-- /root/redis.conf --
maxmemory 2mb
maxmemory-policy allkeys-lru
-- /root/redis.yaml --
apiVersion: v1
kind: Pod
metadata: {name: configured}
spec:
  volumes: [{name: c, configMap: {name: redis}}]
  containers:
  - name: redis
    image: redis:7
    command: [redis-server, /redis-master/redis.conf]
    volumeMounts: [{name: c, mountPath: /redis-master}]
-- /root/postgres.yaml --
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, storageClassName: manual}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk}
spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], storageClassName: manual, hostPath: {path: /mnt/data}}
---
apiVersion: v1
kind: Pod
metadata: {name: pg, labels: {app: pg}}
spec:
  nodeName: node01
  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
  containers:
  - name: postgres
    image: postgres:16
    env: [{name: POSTGRES_PASSWORD, value: secret}, {name: POSTGRES_DB, value: shop}]
    volumeMounts: [{name: data, mountPath: /var/lib/postgresql/data, subPath: pgdata}]
    readinessProbe: {exec: {command: [pg_isready, -U, postgres]}}
---
apiVersion: v1
kind: Service
metadata: {name: pg}
spec: {selector: {app: pg}, ports: [{port: 5432}]}
$ kubectl create configmap redis --from-file=redis.conf
configmap/redis created
$ kubectl apply -f redis.yaml -f postgres.yaml
pod/configured created
persistentvolumeclaim/data created
persistentvolume/disk created
pod/pg created
service/pg created
$ kubectl run leader --image=redis --port=6379 --expose
pod/leader created
service/leader created
$ kubectl run follower --image=redis -- --replicaof leader 6379
pod/follower created
$ kubectl run unset --image=postgres:16 --restart=Never
pod/unset created
$ kubectl run db --image=mysql:8.0 --env=MYSQL_ROOT_PASSWORD=secret --env=MYSQL_DATABASE=app --port=3306 --expose
pod/db created
service/db created
$ kubectl run mongo --image=mongo:7
pod/mongo created
$ kubectl run cache --image=memcached --port=11211 --expose
pod/cache created
service/cache created
$ kubectl run busybox --image=busybox -- sleep 3600
pod/busybox created
@ wait 60s
$ kubectl get pods
NAME         READY   STATUS    RESTARTS   AGE
busybox      1/1     Running   0          60s
cache        1/1     Running   0          60s
configured   1/1     Running   0          60s
db           1/1     Running   0          60s
follower     1/1     Running   0          60s
leader       1/1     Running   0          60s
mongo        1/1     Running   0          60s
pg           1/1     Running   0          60s
unset        0/1     Error     0          60s
$ kubectl exec configured -- redis-cli CONFIG GET maxmemory
maxmemory
2097152
$ kubectl exec configured -- redis-cli config get 'maxmemory-*'
maxmemory-policy
allkeys-lru
maxmemory-samples
5
$ kubectl exec leader -- redis-cli set visits 41
OK
$ kubectl exec leader -- redis-cli incr visits
42
$ kubectl exec -it leader -- redis-cli get visits
"42"
$ kubectl exec follower -- redis-cli get visits
42
$ kubectl exec follower -- redis-cli set visits 1
READONLY You can't write against a read only replica.

$ kubectl exec -it leader -- redis-cli lpush list a b
(integer) 2
$ kubectl exec -it leader -- redis-cli lrange list 0 -1
1) "b"
2) "a"
$ kubectl exec -it leader -- redis-cli nonsense
(error) ERR unknown command 'nonsense', with args beginning with: 
$ kubectl exec leader -- redis-cli --raw hgetall nothing

$ kubectl exec leader -- redis-cli info replication | grep -a role
role:master
$ kubectl run client --rm -i --restart=Never --image=redis -- redis-cli -h leader get visits
42
pod "client" deleted from default namespace
$ kubectl exec busybox -- sh -c 'printf "PING\r\n" | nc leader 6379'
+PONG
$ kubectl logs unset
Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
$ kubectl get pod unset -o jsonpath='{.status.containerStatuses[0].state.terminated.exitCode}{"\n"}'
1
$ kubectl exec pg -- psql -U postgres shop -c 'create table t (id serial primary key, name varchar(20) not null)'
CREATE TABLE
$ kubectl exec pg -- psql -U postgres shop -c "insert into t (name) values ('ada'), ('bob') returning id"
 id 
----
  1
  2
(2 rows)

INSERT 0 2
$ kubectl exec pg -- psql -U postgres shop -c 'select * from t'
 id | name 
----+------
  1 | ada
  2 | bob
(2 rows)

$ kubectl exec pg -- psql -U postgres shop -tAc 'select count(*) from t'
2
$ kubectl exec pg -- psql -U postgres shop -c '\dt'
        List of relations
 Schema | Name | Type  |  Owner   
--------+------+-------+----------
 public | t    | table | postgres
(1 row)

$ kubectl exec pg -- psql -U postgres -c 'select * from orders'
ERROR:  relation "orders" does not exist
LINE 1: select * from orders
                      ^
command terminated with exit code 1
[1]
$ kubectl exec pg -- psql -U postgres -c "attach database '/etc/passwd' as x"
ERROR:  permission denied: this server is simulated and does not do that
command terminated with exit code 1
[1]
$ kubectl exec pg -- psql -U postgres -c 'with recursive c(x) as (select 1 union all select x+1 from c) select count(*) from c'
ERROR:  canceling statement due to statement timeout
command terminated with exit code 1
[1]
$ kubectl exec pg -- psql
psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: FATAL:  role "root" does not exist
command terminated with exit code 2
[2]
$ kubectl delete pod pg --now
pod "pg" deleted from default namespace
$ kubectl apply -f postgres.yaml
persistentvolumeclaim/data unchanged
persistentvolume/disk unchanged
pod/pg created
service/pg unchanged
@ wait 15s
$ kubectl exec pg -- psql -U postgres shop -c 'select name from t order by id desc'
 name 
------
 bob
 ada
(2 rows)

$ kubectl logs pg --tail=2 | cut -d' ' -f3-
UTC [1] LOG:  listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"
UTC [1] LOG:  database system is ready to accept connections
$ kubectl exec db -- mysql -uroot -psecret app -e 'create table t (id int auto_increment primary key, name varchar(10)); insert into t (name) values ("ada"); select * from t'
mysql: [Warning] Using a password on the command line interface can be insecure.
id	name
1	ada
$ kubectl exec db -- mysql -uroot -e 'show databases'
ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: NO)
command terminated with exit code 1
[1]
$ kubectl exec -it db -- mysql -uroot -psecret -e 'show databases'
mysql: [Warning] Using a password on the command line interface can be insecure.
+--------------------+
| Database           |
+--------------------+
| app                |
| information_schema |
| mysql              |
| performance_schema |
| sys                |
+--------------------+
$ kubectl exec db -- mysqladmin -uroot -psecret ping
mysqladmin: [Warning] Using a password on the command line interface can be insecure.
mysqld is alive
$ kubectl exec mongo -- mongosh --quiet --eval 'db.users.insertOne({_id: 1, name: "Ada", tags: ["x"]})'
{
  acknowledged: true,
  insertedId: 1
}
$ kubectl exec mongo -- mongosh --quiet --eval 'db.users.find({name: "Ada"})'
[
  { _id: 1, name: 'Ada', tags: [ 'x' ] }
]
$ kubectl exec busybox -- sh -c 'printf "set a 0 0 2\r\nhi\r\nget a\r\n" | nc cache 11211'
STORED
VALUE a 0 2
hi
END
$ kubectl exec db -- curl -s leader:6379
command terminated with exit code 52
[52]
