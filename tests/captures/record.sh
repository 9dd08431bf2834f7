#!/usr/bin/env bash
# Records what real protocol stacks send, a file a port; see README.md.
#
#   tests/captures/record.sh [SCENARIO...]
#
# Needs root, and from Debian: iproute2 tcpdump iputils-ping netcat-openbsd
# ethtool python3, and lldpd for one scenario. Hosts are network namespaces
# that the script makes and deletes, also when it fails. Nothing outside them
# is touched but the files next to the script, and those only at the end.
set -euo pipefail

readonly ALL=(neighbours tcp fragments multicast stp lldp vlan qinq)
readonly MAX_SECONDS=180 # for everything
readonly MAX_FRAMES=2000 # in one file
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here

# The whole script under a deadline; its end runs the cleanup below.
if [[ -z ${FERROUTE_RECORDING:-} ]]; then
    FERROUTE_RECORDING=1 exec timeout --foreground --kill-after=30 "$MAX_SECONDS" "$here/record.sh" "$@"
fi

readonly prefix="ferroute-$$"
work=$(mktemp -d)
readonly work
namespaces=()
processes=()
next_mac=0
scenario=

# Ends what was started, by force what does not end in 5 s.
end_processes() {
    local tries=50 running
    mapfile -t running < <(jobs -pr)
    ((${#running[@]} == 0)) || kill "${running[@]}" 2>"$work/null" || true
    while [[ -n $(jobs -pr) ]] && ((tries-- > 0)); do
        sleep 0.1
    done
    mapfile -t running < <(jobs -pr)
    ((${#running[@]} == 0)) || kill -KILL "${running[@]}" 2>"$work/null" || true
    wait || true
}

cleanup() {
    local status=$?
    trap - EXIT
    end_processes
    for namespace in "${namespaces[@]}"; do
        ip netns delete "$namespace" || true
    done
    ((status == 0)) || tail -n 5 "$work"/[0-9]*.log "$work/${scenario:-none}"*.log >&2 2>"$work/null" || true
    rm -rf "$work"
    exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

fail() {
    echo "record.sh: ${scenario:+$scenario: }$*" >&2
    exit 1
}

# in_ns HOST COMMAND...
in_ns() {
    local host=$1
    shift
    ip netns exec "$prefix-$host" "$@"
}

# background HOST COMMAND...: until the scenario ends.
background() {
    # Not by in_ns: what is to be ended is the command, not a shell around it.
    ip netns exec "$prefix-$1" "${@:2}" >"$work/${#processes[@]}.log" 2>&1 &
    processes+=($!)
}

# until_true SECONDS COMMAND...
until_true() {
    local tries=$(($1 * 10))
    shift
    until "$@" >"$work/until.log" 2>&1; do
        ((tries-- > 0)) || fail "waited in vain: $*"
        sleep 0.1
    done
}

# namespace HOST: sends nothing of its own accord.
namespace() {
    ip netns add "$prefix-$1"
    namespaces+=("$prefix-$1")
    in_ns "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
    in_ns "$1" ip link set lo up
}

# cable HOST INTERFACE OTHER_HOST OTHER_INTERFACE: what is sent on it has
# checksums and fits the wire, as no hardware does it later.
cable() {
    ip link add "$2" netns "$prefix-$1" type veth peer name "$4" netns "$prefix-$3"
    for end in "$1 $2" "$3 $4"; do
        # shellcheck disable=SC2086 # two words
        set -- $end
        in_ns "$1" ethtool -K "$2" tx off rx off tso off gso off gro off >"$work/ethtool.log" 2>&1
        next_mac=$((next_mac + 1))
        in_ns "$1" ip link set "$2" address "$(printf '02:00:00:00:01:%02x' "$next_mac")" up
    done
}

# capture HOST INTERFACE FILE: only what the host itself sends.
capture() {
    local file="$work/out/$scenario/$3.pcap" log="$work/$scenario-$3.log"
    mkdir -p "$(dirname "$file")"
    ip netns exec "$prefix-$1" tcpdump -i "$2" -Q out -s 0 -c "$MAX_FRAMES" -U -Z root \
        --immediate-mode --time-stamp-precision=nano -w "$file" >"$log" 2>&1 &
    processes+=($!)
    until_true 5 grep -q "listening on" "$log"
}

# address HOST INTERFACE NUMBER: from here on the host speaks.
address() {
    in_ns "$1" ip address add "10.0.0.$3/24" dev "$2"
    in_ns "$1" sysctl -qw "net.ipv6.conf.$2.disable_ipv6=0"
    in_ns "$1" ip address add "fd00::$3/64" dev "$2"
}

# settled HOST...: duplicate address detection is over.
settled() {
    for host in "$@"; do
        until_true 10 has_no_tentative_address "$host"
    done
}

has_no_tentative_address() {
    [[ -z $(in_ns "$1" ip -6 address show tentative) ]]
}

# lan HOST...: hosts with eth0 at a Linux bridge, captured as they send.
lan() {
    local number=0
    namespace bridge
    in_ns bridge ip link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0
    in_ns bridge ip link set br0 up
    for host in "$@"; do
        number=$((number + 1))
        namespace "$host"
        cable "$host" eth0 bridge "to-$host"
        in_ns "$host" ip link set eth0 address "02:00:00:00:00:0$number"
        in_ns bridge ip link set "to-$host" master br0
        capture "$host" eth0 "$host"
    done
}

# speak HOST...: gives the hosts of a lan their addresses.
speak() {
    local number=0
    for host in "$@"; do
        number=$((number + 1))
        address "$host" eth0 "$number"
    done
    settled "$@"
}

# finish: ends the scenario.
finish() {
    sleep 0.5 # for what is still on its way
    end_processes
    if grep -E "^[1-9][0-9]* packets dropped" "$work/$scenario"-*.log; then
        fail "tcpdump lost frames"
    fi
    for namespace in "${namespaces[@]}"; do
        ip netns delete "$namespace"
    done
    namespaces=() processes=() next_mac=0
}

# holds PORT COUNT FILTER: that many frames at least, else the recording is void.
holds() {
    local count
    count=$(frames "$work/out/$scenario/$1.pcap" "$3")
    ((count >= $2)) || fail "$1.pcap holds $count frames of \"$3\" instead of $2"
}

# frames FILE [FILTER]
frames() {
    tcpdump -r "$1" --count "${@:2}" 2>"$work/null" | cut -d' ' -f1
}

listening() { # HOST PORT
    in_ns "$1" ss -Hltn "sport = :$2" | grep -q .
}

record_neighbours() {
    lan a b c
    speak a b c
    in_ns a ping -q -c 3 -i 0.2 10.0.0.2
    in_ns a ping -q -c 2 -i 0.2 10.0.0.3
    in_ns b ping -q -c 2 -i 0.2 -s 1472 10.0.0.3
    in_ns a ping -q -c 3 -i 0.2 fd00::2
    in_ns c ping -q -c 2 -i 0.2 -s 1452 fd00::2
    in_ns c ping -q -c 2 -i 0.2 ff02::1%eth0
    # Nobody has these.
    in_ns a ping -q -c 1 -W 2 10.0.0.99 || true
    in_ns b ping -q -c 1 -W 2 fd00::99 || true
    finish
    holds a 5 "arp"
    holds a 8 "icmp6"
    holds a 5 "icmp"
    holds b 2 "ip6 and icmp6[0] = 136"
    holds b 4 "greater 1514"
    holds c 4 "greater 1514"
}

record_tcp() {
    lan a b
    speak a b
    seq 1 12000 >"$work/text"
    for server in 10.0.0.2 fd00::2; do
        background b timeout 20 nc -l -N "$server" 5001
        until_true 5 listening b 5001
        in_ns a timeout 20 nc -N "$server" 5001 <"$work/text"
    done
    # Data both ways, and a port that nobody listens at.
    ip netns exec "$prefix-b" timeout 20 nc -l -N 10.0.0.2 5002 <"$work/text" >"$work/request" &
    processes+=($!)
    until_true 5 listening b 5002
    echo "send it" | in_ns a timeout 20 nc 10.0.0.2 5002 | cmp - "$work/text"
    in_ns a timeout 5 nc -z 10.0.0.2 5003 && fail "port 5003 is open"
    finish
    holds a 50 "ip and tcp"
    holds a 40 "ip6 and tcp"
    holds b 60 "tcp"
    holds b 1 "tcp[tcpflags] & tcp-rst != 0"
}

record_fragments() {
    lan a b
    speak a b
    in_ns a ping -q -c 2 -i 0.2 -s 4000 10.0.0.2
    in_ns a ping -q -c 2 -i 0.2 -s 4000 fd00::2
    # Without the header of UDP in the later fragments; b answers that the port is closed.
    in_ns a python3 "$here/datagrams.py" send 10.0.0.2 3000
    in_ns b python3 "$here/datagrams.py" send fd00::1 3000
    finish
    holds a 6 "ip[6:2] & 0x1fff != 0"
    holds a 6 "ip6 proto 44"
    holds b 9 "ip6 proto 44"
    holds b 1 "icmp[icmptype] = icmp-unreach"
}

record_multicast() {
    lan a b c
    in_ns c sysctl -qw net.ipv4.conf.all.force_igmp_version=2 net.ipv6.conf.all.force_mld_version=1
    speak a b c
    for host in a b c; do
        in_ns "$host" ip route add 224.0.0.0/4 dev eth0
    done
    for host in b c; do
        background "$host" timeout 20 python3 "$here/datagrams.py" join eth0 239.1.2.3 ff15::1234
    done
    sleep 2 # reports are sent twice
    for group in 239.1.2.3 ff15::1234%eth0 239.9.9.9; do
        in_ns a python3 "$here/datagrams.py" send "$group" 200 --count 3
    done
    # Leaving sends reports as well.
    kill "${processes[@]: -2}"
    sleep 2
    finish
    holds a 9 "udp"
    holds b 4 "dst 224.0.0.22"
    holds c 1 "dst 239.1.2.3"
    holds c 1 "dst 224.0.0.2"
    holds c 1 "dst ff15::1234"
}

# Two Linux bridges with two cables: one is blocked, and taken when the other
# fails. A bridge tells of that only if it is there for somebody: a silent host.
record_stp() {
    for bridge in s1 s2; do
        namespace "$bridge"
        in_ns "$bridge" ip link add br0 address "02:00:00:00:00:1${bridge#s}" type bridge \
            stp_state 1 hello_time 100 forward_delay 200 max_age 600
    done
    for port in p1 p2; do
        cable s1 "$port" s2 "$port"
        for bridge in s1 s2; do
            capture "$bridge" "$port" "$bridge-$port"
            in_ns "$bridge" ip link set "$port" master br0
        done
    done
    namespace host
    cable s2 p3 host eth0
    capture s2 p3 s2-p3
    in_ns s2 ip link set p3 master br0
    in_ns s1 ip link set br0 up
    in_ns s2 ip link set br0 up
    until_true 15 is_blocking s2
    sleep 3
    in_ns s1 ip link set p1 down
    sleep 7
    finish
    holds s1-p1 2 "stp"
    holds s1-p2 8 "stp"
    holds s2-p2 1 "ether[12:2] = 7"
    holds s2-p3 8 "stp"
}

is_blocking() {
    in_ns "$1" bridge link show | grep -q "state blocking"
}

record_lldp() {
    for host in a b; do
        namespace "$host"
    done
    cable a eth0 b eth0
    for host in a b; do
        capture "$host" eth0 "$host"
        # With a /run of its own, so that a lldpd of the system is left alone.
        background "$host" unshare --mount sh -c "
            mount -t tmpfs none /run && mkdir -p /run/lldpd /run/configuration &&
            echo 'configure lldp tx-interval 2' >/run/configuration/a.conf &&
            echo 'configure system hostname host-$host' >>/run/configuration/a.conf &&
            exec timeout 20 lldpd -d -k -S 'a host' -P 'a host' -I eth0 \
                -O /run/configuration -u /run/lldpd.socket"
    done
    sleep 8
    finish
    holds a 2 "ether proto 0x88cc"
    holds b 2 "ether proto 0x88cc"
}

# trunk TAGS...: two hosts whose frames get these tags on the cable. The
# kernel need not have VLAN devices: the stack sits on a TAP interface.
trunk() {
    local number=0
    namespace a
    namespace b
    cable a trunk b trunk
    for host in a b; do
        number=$((number + 1))
        in_ns "$host" ip link set trunk mtu 1600
        in_ns "$host" ip tuntap add eth0 mode tap
        in_ns "$host" ip link set eth0 address "02:00:00:00:00:0$number"
        capture "$host" trunk "$host"
        background "$host" python3 "$here/tag_relay.py" eth0 trunk "$@"
        in_ns "$host" ip link set eth0 up
        until_true 5 has_carrier "$host"
        address "$host" eth0 "$number"
    done
    settled a b
    in_ns a ping -q -c 3 -i 0.2 10.0.0.2
    in_ns a ping -q -c 2 -i 0.2 -s 1472 10.0.0.2
    in_ns b ping -q -c 2 -i 0.2 -s 1452 fd00::1
    seq 1 2000 >"$work/text"
    background b timeout 20 nc -l -N 10.0.0.2 5001
    until_true 5 listening b 5001
    in_ns a timeout 20 nc -N 10.0.0.2 5001 <"$work/text"
    finish
}

has_carrier() {
    in_ns "$1" ip link show eth0 | grep -q LOWER_UP
}

record_vlan() {
    trunk 8100:10
    holds a 10 "vlan 10 and tcp"
    holds b 5 "vlan 10 and tcp"
    holds b 2 "vlan 10 and icmp6 and greater 1518"
}

record_qinq() {
    trunk 88a8:100 8100:10
    holds a 10 "vlan 100 and vlan 10 and tcp"
    holds b 5 "vlan 100 and vlan 10 and tcp"
    holds b 2 "vlan 100 and vlan 10 and icmp6 and greater 1522"
}

# What README.md says of the recording.
report() {
    echo "Recorded on $(date -u +%Y-%m-%d) with Linux $(uname -r | cut -d- -f1), $(tcpdump --version 2>&1 | head -1)."
    echo
    echo "| file | frames | octets of the file |"
    echo "|---|---|---|"
    (cd "$here" && for file in */*.pcap; do
        echo "| \`$file\` | $(frames "$file") | $(stat -c %s "$file") |"
    done)
}

main() {
    ((EUID == 0)) || fail "only root can make network namespaces"
    for tool in ip tcpdump ping nc ethtool python3 ss unshare; do
        command -v "$tool" >"$work/null" || fail "$tool is missing"
    done
    (($# > 0)) || set -- "${ALL[@]}"
    for scenario in "$@"; do
        [[ " ${ALL[*]} " == *" $scenario "* ]] || fail "there is no such scenario; there are ${ALL[*]}"
    done
    for scenario in "$@"; do
        if [[ $scenario == lldp ]] && ! command -v lldpd >"$work/null"; then
            echo "record.sh: skipped: lldp (lldpd is missing)"
            continue
        fi
        echo "record.sh: $scenario"
        "record_$scenario" >"$work/scenario.log"
    done
    scenario=
    for made in "$work/out"/*/; do
        rm -rf "${here:?}/$(basename "$made")"
        cp -r "$made" "$here/"
    done
    report >"$work/report"
    sed -i -e '/^<!-- recorded -->$/,$d' "$here/README.md"
    { echo "<!-- recorded -->" && cat "$work/report"; } >>"$here/README.md"
}

main "$@"
