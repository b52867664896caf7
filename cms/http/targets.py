"""Addresses that somebody typed, for this server to call: how they are read, and which are refused.

A name is resolved once and every address that it has is looked at; the connection is made to an
address that was looked at. So nothing can be one thing when it is checked and another when it is
called. What is inside (this machine, its neighbours, what clouds keep at 169.254.169.254) is refused
in every spelling, unless the setting allows it.
"""

import socket
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

from cms.errors import N_, CmsError

LONGEST = 2_000
PORTS = {"http": 80, "https": 443}
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

NOT_PUBLIC = tuple(
    IPv4Network(one)
    for one in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
    )
)  # fmt: skip
"""IANA's special purposes, multicast, what is reserved, and the one by which Azure serves its machines."""
UNICAST = IPv6Network("2000::/3")
NOT_PUBLIC_6 = tuple(
    IPv6Network(one)
    for one in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
"""Within `UNICAST`: special purposes, documentation, and tunnels (Teredo, 6to4) that lead to IPv4."""
_ISATAP = (0x00005EFE, 0x02005EFE)


class BadAddress(CmsError):
    """What was typed is no address that can be called."""

    code = "bad_address"
    status = 422


@dataclass(frozen=True)
class Target:
    """A whole address: ``host`` is a name in ASCII or a bare IP address, ``path`` has the query too."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The host, and the port unless it is the usual one, as the ``Host`` header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True)
class Allowed:
    """What may be called although it is inside: names of hosts, and networks."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def read(cls, listed: Iterable[str]) -> "Allowed":
        """From names, addresses and networks as people write them. Raises `BadAddress`."""
        hosts, networks = set(), []
        for one in listed:
            try:
                networks.append(ip_network(one.strip("[]"), strict=False))
            except ValueError:
                hosts.add(_name(one))
        return cls(frozenset(hosts), tuple(networks))

    def covers(self, host: str, address: Address) -> bool:
        """Whether an address may be called that a host has."""
        return host in self.hosts or any(
            _plain(address) in one
            for one in self.networks
            if one.version == _plain(address).version
        )


def read_target(typed: str) -> Target:
    """The address that somebody typed. Raises `BadAddress`.

    Only ``http`` and ``https``, no user or password, no fragment, and nothing that two programs might
    read in two ways.
    """
    if len(typed) > LONGEST or any(one.isspace() or not one.isprintable() for one in typed):
        raise BadAddress(N_("This is no address: it is too long, or has spaces in it."))
    try:
        parts = urlsplit(typed)
        port = parts.port
        host = parts.hostname or ""
    except ValueError:
        raise BadAddress(N_("This is no address that can be called.")) from None
    if parts.scheme not in PORTS or not host or "\\" in typed:
        raise BadAddress(N_("Write a whole address that begins with https:// or http://."))
    if "@" in parts.netloc:
        raise BadAddress(N_("An address holds no user name and no password."))
    if parts.fragment or typed.endswith("#"):
        raise BadAddress(N_("An address that is called has no part after #."))
    if port == 0 or parts.netloc.endswith(":"):
        raise BadAddress(N_("A port is a number from 1 to 65535."))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii() or not path.startswith("/"):
        raise BadAddress(N_("Write what is not ASCII in the path as %XX."))
    return Target(parts.scheme, _host(parts.netloc, host), port or PORTS[parts.scheme], path)


def _host(netloc: str, host: str) -> str:
    if netloc.startswith("["):
        with suppress(ValueError):
            if "%" not in host:
                return str(IPv6Address(host))
        raise BadAddress(N_("This is no address that can be called."))
    return _name(host)


def _name(host: str) -> str:
    """A name in ASCII. What resolvers take for a number in another spelling is refused."""
    try:
        name = unicodedata.normalize("NFKC", host).encode("idna").decode().lower().removesuffix(".")
    except UnicodeError:
        raise BadAddress(N_("This is no name of a host.")) from None
    labels = name.split(".")
    fitting = all(one and set(one) <= _LETTERS and len(one) < 64 for one in labels)
    if not fitting or len(name) > 253:
        raise BadAddress(N_("This is no name of a host."))
    last = labels[-1]
    if last.isdigit() or last.startswith("0x"):
        try:
            return str(IPv4Address(name))
        except ValueError:
            raise BadAddress(
                N_("Write an IP address as four numbers, such as 192.0.2.1.")
            ) from None
    return name


_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


def is_public(address: Address) -> bool:
    """Whether an address belongs to the whole internet, and to no tunnel, network or machine of ours."""
    plain = _plain(address)
    if isinstance(plain, IPv4Address):
        return not any(plain in one for one in NOT_PUBLIC) and not _is_own(plain)
    if plain.scope_id or plain not in UNICAST or any(plain in one for one in NOT_PUBLIC_6):
        return False
    return (int(plain) >> 32) & 0xFFFFFFFF not in _ISATAP and not _is_own(plain)


def _plain(address: Address) -> Address:
    """An IPv4 address written as an IPv6 one is an IPv4 address."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _is_own(address: Address) -> bool:
    """Whether it is an address of this machine: to those, a machine speaks from the very same address."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((str(address), 9))  # sends nothing: the system only looks up the way
        except OSError:
            return False
        return ip_address(probe.getsockname()[0]) == address
