# bash tells whose it is and which
$ echo $BASH_VERSION $UID
5.2.21(1)-release 0
$ useradd -m bob; su - bob
$ echo $UID; whoami
1000
bob
$ exit
$ bash --version | head -1
GNU bash, version 5.2.21(1)-release (x86_64-pc-linux-gnu)
