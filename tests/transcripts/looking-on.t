# What a terminal shows otherwise than a pipe, and asks: menus, prompts, programs' colours, masked services.
$ kubectl get namespaces | grep -i KUBE-S
kube-system       Active   10m
$ echo '{"a":[1,null]}' | jq .
{
  "a": [
    1,
    null
  ]
}
$ PS1='[$(basename "$PWD")]\$ '
$ cd /tmp
$ PROMPT_COMMAND='echo status $?'
status 0
$ false
status 1
[1]
$ unset PROMPT_COMMAND
$ cd; PS1='\u@\h:\w\$ '
$ fc -l -2
7	 unset PROMPT_COMMAND
8	 cd; PS1='\u@\h:\w\$ '
$ eval 'echo a; sleep 1; nosuch 2>&1 | tr a-z A-Z'
a
BASH: NOSUCH: COMMAND NOT FOUND
$ printf 'sleep 1\necho $1 from ${BASH_SOURCE##*/}\nnosuch\n' > s.sh; source ./s.sh hello
hello from 63
bash: nosuch: command not found
[127]
$ { date +%s; sleep 2; ls nope; } 2>&1 | tee log | wc -l
2
$ systemctl mask cron
Created symlink /etc/systemd/system/cron.service → /dev/null.
$ systemctl start cron
Failed to start cron.service: Unit cron.service is masked.
[1]
$ systemctl is-enabled cron
masked
[1]
$ systemctl unmask cron
Removed "/etc/systemd/system/cron.service".
$ mkdir -p box; touch box/run; chmod +x box/run; ls box /nope
ls: cannot access '/nope': No such file or directory
box:
run
[2]
