#!/usr/bin/env python3
"""Puts VLAN tags on what a TAP interface sends, and takes them off again.

    tag_relay.py TAP INTERFACE TPID:VID...     outermost tag first

Stands for a VLAN device where the kernel has none. TPID is hexadecimal.
"""
import fcntl
import os
import select
import socket
import struct
import sys

TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI = 2, 0x1000
ETH_P_ALL = 3
PACKET_OUTGOING = 4
TPIDS = (b"\x81\x00", b"\x88\xa8")


def open_tap(name):
    tap = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    return tap


def without_tags(frame):
    # The kernel takes the outermost tag off itself.
    while frame[12:14] in TPIDS:
        frame = frame[:12] + frame[16:]
    return frame


def main():
    _, tap_name, interface, *tags = sys.argv
    inserted = b"".join(
        struct.pack("!HH", int(tpid, 16), int(vid)) for tpid, vid in (tag.split(":") for tag in tags)
    )
    tap = open_tap(tap_name)
    trunk = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    trunk.bind((interface, ETH_P_ALL))
    while True:
        for ready in select.select([tap, trunk], [], [])[0]:
            if ready is trunk:
                frame, sender = trunk.recvfrom(65536)
                if sender[2] != PACKET_OUTGOING:
                    os.write(tap, without_tags(frame))
            else:
                frame = os.read(tap, 65536)
                trunk.send(frame[:12] + inserted + frame[12:])


main()
