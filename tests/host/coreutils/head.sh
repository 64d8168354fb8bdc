head -n x /dev/null; echo $?
head -z5 /dev/null; echo $?
head -5q a; head -n1 a b; head -n1 -q a nofile b; echo $?; head . ; echo $?; head -n1 - < a; head -v -n1 < a; head -n 1K a | wc -l
head -n; head -1 -2 b; head -n +2 b; head -c -3 a; head --lines=-2 b; head -x; head --nope; head -c 1kB a | wc -c
head -c 99999999999999999999999 a; head -n -; head -2c a; head -1k a | wc -c; head -2b3 a; head -1v a; head -1kl b | wc -l; head -1lc b | od -c | head -2
head -v -n1 . a nofile; head -n 0 a; head -c 0 a; printf 'x\ny' | head -n 5; printf 'x\ny' | head -n -1; printf 'x\0y\0' | head -z -n1 | od -c; head -c 3 a b; head -n -0 c; head -c 1b a | wc -c
yes | head -3; seq 10 | head -n 3 -; seq 5 | head -q -n 1 - a; head --bytes=2 --lines=1 a; head -n 3 -c 2 a; head -c 100000 /dev/urandom | wc -c; head --silent -n1 a b; head -c 5 --verbose a
