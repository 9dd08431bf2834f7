#!/usr/bin/env python3
"""Sends UDP datagrams, or joins multicast groups, for record.sh.

    datagrams.py send ADDRESS OCTETS [--count N]
    datagrams.py join INTERFACE GROUP...       until it is ended
"""
import argparse
import ipaddress
import signal
import socket
import struct
import time

PORT = 5353 + 10_000


def send(arguments):
    address, _, zone = arguments.address.partition("%")
    if ipaddress.ip_address(address).version == 6:
        index = socket.if_nametoindex(zone) if zone else 0
        outgoing = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        outgoing.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 4)
        target = (address, PORT, 0, index)
    else:
        outgoing = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        outgoing.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 4)
        target = (address, PORT)
    for number in range(arguments.count):
        outgoing.sendto(bytes((number + index) & 0xFF for index in range(arguments.octets)), target)
        time.sleep(0.05)


def join(arguments):
    interface = socket.if_nametoindex(arguments.interface)
    held = []
    for group in arguments.groups:
        packed = ipaddress.ip_address(group).packed
        if len(packed) == 16:
            member = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
            request = packed + struct.pack("@I", interface)
            member.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, request)
        else:
            member = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            request = struct.pack("@4s4si", packed, bytes(4), interface)
            member.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, request)
        held.append(member)
    signal.pause()


def main():
    parser = argparse.ArgumentParser()
    verbs = parser.add_subparsers(required=True)
    sender = verbs.add_parser("send")
    sender.add_argument("address")
    sender.add_argument("octets", type=int)
    sender.add_argument("--count", type=int, default=1)
    sender.set_defaults(run=send)
    joiner = verbs.add_parser("join")
    joiner.add_argument("interface")
    joiner.add_argument("groups", nargs="+")
    joiner.set_defaults(run=join)
    arguments = parser.parse_args()
    arguments.run(arguments)


main()
