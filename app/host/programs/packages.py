"""What the simulated package mirrors have: packages by distribution family, and the programs they bring."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Package:
    """A package: version, size of the download and on the disk in kB, programs, and what comes along."""

    version: str
    size: int
    disk: int
    programs: tuple[str, ...] = ()
    along: tuple[str, ...] = ()


def _packages(table: str) -> dict[str, Package]:
    found = {}
    for row in table.strip().splitlines():
        name, version, size, disk, programs, along = [*(part.strip() for part in row.split("|")), ""][:6]
        found[name] = Package(version, int(size), int(disk), tuple(programs.split()), tuple(along.split()))
    return found


DEBIAN = _packages("""
curl|7.88.1-10+deb12u14|315|500|curl|libcurl4 libnghttp2-14 libssh2-1 librtmp1
wget|1.21.3-1+deb12u1|937|3600|wget|libpsl5 publicsuffix
iputils-ping|3:20221126-1|47|130|ping|libcap2-bin
procps|2:4.0.2-3|709|2390|ps pgrep pkill pidof top free uptime watch|libproc2-0 psmisc
dnsutils|1:9.18.41-1~deb12u1|11|21||bind9-dnsutils bind9-host bind9-libs
bind9-dnsutils|1:9.18.41-1~deb12u1|404|1050|dig nslookup|bind9-host bind9-libs
bind9-host|1:9.18.41-1~deb12u1|305|800|host|bind9-libs
knot-dnsutils|3.2.6-1|330|900||
vim|2:9.0.1378-2+deb12u2|1567|3800|vim vi|vim-common vim-runtime
vim-tiny|2:9.0.1378-2+deb12u2|720|1700|vi|vim-common
nano|7.2-1+deb12u1|690|2800|nano|libncursesw6
less|590-2.1~deb12u2|132|320|less|
jq|1.6-2.1+deb12u1|64|105|jq|libjq1 libonig5
iproute2|6.1.0-3|1046|3600|ip ss|libbpf1 libmnl0
netcat-openbsd|1.219-1|41|104|nc netcat|libbsd0
netcat-traditional|1.10-47|67|140|nc netcat|
netcat|1.10-47|10|20||netcat-traditional
telnet|0.17+2.4-2|37|90|telnet|inetutils-telnet
openssl|3.0.17-1~deb12u3|1430|2300|openssl|
openssh-client|1:9.2p1-2+deb12u7|992|5700|ssh|libedit2 libfido2-1
ca-certificates|20230311+deb12u1|155|390||openssl
redis-tools|5:7.0.15-1~deb12u6|990|6100|redis-cli|libjemalloc2
postgresql-client|15+248|10|77|psql pg_isready createdb dropdb createuser|postgresql-client-15 libpq5
default-mysql-client|1.1.0|3|12|mysql mysqladmin|mariadb-client mariadb-client-core
mariadb-client|1:10.11.14-0+deb12u2|2900|32000|mariadb mysql mariadb-admin mysqladmin|mariadb-client-core
python3|3.11.2-1+b1|26|94|python3|python3.11 libpython3-stdlib python3-minimal
nodejs|18.20.4+dfsg-1~deb12u1|319|1700|node|libnode108
stress|1.0.7-1|18|56|stress|
stress-ng|0.15.06-2|1900|7200|stress-ng|
sudo|1.9.13p3-1+deb12u2|1889|6200|sudo|
file|1:5.44-3|43|130|file|libmagic1
xxd|2:9.0.1378-2+deb12u2|83|180|xxd|
lsb-release|12.0-1|6|20|lsb_release|
util-linux|2.38.1-5+deb12u3|1177|4500||
bash|5.2.15-2+b9|1491|7160|bash|
coreutils|9.1-1|2896|18000||
grep|3.8-5|424|1000|grep|
gzip|1.12-1|166|250|gzip gunzip|
tar|1.34+dfsg-1.2+deb12u1|885|3000|tar|
unzip|6.0-28|166|400|unzip|
""")
ALPINE = _packages("""
curl|8.14.1-r2|150|250|curl|brotli-libs c-ares libunistring libidn2 nghttp2-libs libpsl zstd-libs libcurl
wget|1.25.0-r1|240|500|wget|libunistring libidn2 pcre2
bash|5.2.37-r0|460|1300|bash|libncursesw readline ncurses-terminfo-base
bind-tools|9.20.15-r0|180|430|dig nslookup host|fstrm json-c protobuf-c libuv libxml2 bind-libs
drill|1.8.4-r0|60|130||
iputils|20240905-r0|50|110|ping|libcap2
iputils-ping|20240905-r0|30|70|ping|libcap2
iproute2|6.15.0-r0|360|900|ip ss|libcap2 libelf
procps|4.0.4-r3|90|230|ps pgrep pkill pidof top free uptime watch|libproc2
procps-ng|4.0.4-r3|90|230|ps pgrep pkill pidof top free uptime watch|libproc2
jq|1.8.1-r0|150|330|jq|oniguruma
vim|9.1.1566-r0|1200|2900|vim|xxd vim-common
nano|8.4-r0|300|700|nano|libncursesw
openssl|3.5.4-r0|360|800|openssl|
netcat-openbsd|1.229.1-r0|30|60|nc|libmd libbsd
busybox-extras|1.37.0-r19|60|130|telnet|
openssh-client|10.0_p1-r9|40|90|ssh|openssh-client-common
redis|8.0.4-r0|1800|6500|redis-cli|
postgresql-client|17.6-r0|10|30||postgresql17-client
postgresql17-client|17.6-r0|700|2400|psql pg_isready createdb dropdb createuser|libpq
mysql-client|11.4.8-r0|10|20||mariadb-client
mariadb-client|11.4.8-r0|2900|12000|mysql mariadb mysqladmin mariadb-admin|mariadb-common
python3|3.12.12-r0|11000|38000|python3|libbz2 libffi gdbm xz-libs mpdecimal libpanelw sqlite-libs pyc
nodejs|22.16.0-r2|15000|48000|node|ada-libs icu-libs simdjson
stress-ng|0.18.12-r0|1700|5000|stress-ng|
coreutils|9.7-r1|500|1100||libacl libattr
ca-certificates|20250911-r0|160|230||
sudo|1.9.17_p2-r0|700|1900|sudo|
less|678-r0|90|190|less|
file|5.46-r2|380|7700|file|libmagic
""")
REDHAT = _packages("""
curl|7.76.1-34.el9|293|740|curl|libcurl
wget|1.21.1-8.el9|789|3100|wget|
bind-utils|32:9.16.23-31.el9|209|660|dig nslookup host|bind-libs bind-license libuv
iputils|20210202-11.el9|173|530|ping|
procps-ng|3.3.17-14.el9|354|1000|ps pgrep pkill pidof top free uptime watch|
jq|1.6-17.el9|187|420|jq|oniguruma
vim-enhanced|2:8.2.2637-22.el9|1800|3900|vim|vim-common gpm-libs
vim-minimal|2:8.2.2637-22.el9|670|1600|vi|
nano|5.6.1-7.el9|690|2700|nano|
iproute|6.14.0-2.el9|850|2700|ip ss|libbpf
nmap-ncat|3:7.92-3.el9|227|480|nc ncat|libpcap
telnet|1:0.17-85.el9|63|120|telnet|
openssl|1:3.5.1-3.el9|1400|2200|openssl|
openssh-clients|8.7p1-46.el9|700|2600|ssh|
less|590-6.el9|162|370|less|
python3|3.9.23-2.el9|26|35|python3|
""")
""" `along` names what comes along; those need no version of their own to be shown."""


def wanted(known: dict[str, Package], name: str) -> list[str]:
    """A package and what it needs, those first."""
    found: list[str] = []
    for other in known[name].along:
        found += [one for one in (wanted(known, other) if other in known else [other]) if one not in found]
    return [*found, name]


def programs(known: dict[str, Package], names: list[str]) -> list[str]:
    """The programs that packages bring."""
    return [program for name in names if name in known for program in known[name].programs]
