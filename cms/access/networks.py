"""Who is one client, seen by the address that requests come from."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address

_IPV6_NETWORK = 64


@lru_cache(maxsize=1000)
def network_of(address: str) -> str:
    """Who is one client: an address, or a whole network of IPv6, in which one client has them all."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if isinstance(found, IPv6Address):
        return f"network {int(found) >> (128 - _IPV6_NETWORK):x}"
    return str(found)
