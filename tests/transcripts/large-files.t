# Large files take room on the disk; only their beginning is stored
$ dd if=/dev/zero of=/tmp/big bs=1M count=5000
5000+0 records in
5000+0 records out
5242880000 bytes (5.2 GB, 4.9 GiB) copied, 13.1403 s, 399 MB/s
$ ls -lh /tmp/big; du -h /tmp/big; stat -c '%s %b' /tmp/big
-rw-r--r-- 1 root root 4.9G Nov 23 00:00 /tmp/big
4.9G	/tmp/big
5242880000 10240000
$ cp /tmp/big /tmp/big2; mv /tmp/big2 /tmp/big3; ls -lh /tmp/big3
-rw-r--r-- 1 root root 4.9G Nov 23 00:00 /tmp/big3
$ fallocate -l 1G -v /tmp/fill
/tmp/fill: 1 GiB (1073741824 bytes) allocated.
$ truncate -s 10G /tmp/sparse; ls -lh /tmp/sparse; du -h /tmp/sparse
-rw-r--r-- 1 root root 10G Nov 23 00:00 /tmp/sparse
0	/tmp/sparse
$ df -h /
Filesystem      Size  Used Avail Use% Mounted on
/dev/vda1        20G   19G  395M  98% /
$ truncate -s 100 /tmp/sparse; ls -lh /tmp/sparse; du -h /tmp/sparse
-rw-r--r-- 1 root root 100 Nov 23 00:00 /tmp/sparse
4.0K	/tmp/sparse
$ rm /tmp/big3 /tmp/fill; echo hi > /tmp/big; ls -l /tmp/big; df -h /
-rw-r--r-- 1 root root 3 Nov 23 00:00 /tmp/big
Filesystem      Size  Used Avail Use% Mounted on
/dev/vda1        20G  8.1G   12G  42% /
$ dd if=/tmp/nope of=/x
dd: failed to open '/tmp/nope': No such file or directory
[1]
$ dd foo=1
dd: unrecognized operand ‘foo=1’
Try 'dd --help' for more information.
[1]
$ dd bs=q
dd: invalid number: ‘q’
[1]
$ dd of=/etc
dd: failed to open '/etc': Is a directory
[1]
$ dd if=/dev/urandom of=/dev/null bs=1k count=10 conv=fsync
10+0 records in
10+0 records out
10240 bytes (10 kB, 10 KiB) copied, 0.000220771 s, 46 MB/s
$ dd if=/dev/zero of=/tmp/p bs=1M count=1200 status=progress 2>&1 | tr '\r' '\n'

513958011 bytes (514 MB, 490 MiB) copied, 1 s, 514 MB/s
1027916021 bytes (1.0 GB, 980 MiB) copied, 2 s, 514 MB/s
1200+0 records in
1200+0 records out
1258291200 bytes (1.3 GB, 1.2 GiB) copied, 2.44824 s, 514 MB/s
$ printf abc > n; printf XY | dd of=n bs=1 seek=1 conv=notrunc status=none; cat n
aXY
$ printf abcdef | dd bs=2 skip=1 count=1 2>/dev/null
cd
$ printf abc | dd conv=ucase status=none
ABC
$ dd if=/dev/zero bs=1M count=2 status=none | wc -c
2097152
$ fallocate /tmp/f
fallocate: no length argument specified
[1]
$ fallocate -l x /tmp/f
fallocate: invalid length value specified
[1]
$ truncate -s +5 n; wc -c n
8 n
$ truncate n
truncate: you must specify either ‘--size’ or ‘--reference’
Try 'truncate --help' for more information.
[1]
$ truncate -s zz n
truncate: Invalid number: ‘zz’
[1]
