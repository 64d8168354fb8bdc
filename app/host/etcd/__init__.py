"""etcdctl and etcdutl, 3.6: what they ask of the etcd on this machine, and the files they write and read."""
