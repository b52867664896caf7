"""The sockets on which a site listens: taken before anything is made, and shared by its processes."""

import socket

from cms.errors import N_, CmsError


class AddressTaken(CmsError):
    """Nobody can listen where the settings say."""

    code = "address_taken"


def taken(host: str, port: int) -> list[socket.socket]:
    """A socket for each address of ``host``; nobody is let in before somebody listens on them.

    Raises `AddressTaken`.
    """
    made: list[socket.socket] = []
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _name, address in dict.fromkeys(found):
            made.append(socket.socket(family, kind, protocol))
            made[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                made[-1].setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            made[-1].bind(address)
    except OSError as error:
        for one in made:
            one.close()
        raise AddressTaken(
            N_(
                "Cannot listen on {host}, port {port}: {reason}. Choose another with CMS_PORT or CMS_HOST."
            ),
            host=host,
            port=port,
            reason=error.strerror or str(error),
        ) from None
    return made
