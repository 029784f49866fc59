"""Which network addresses the program may connect to. Source: security.md T53.

Only addresses of the open internet, unless the system administrator allows a network: a channel's address
is typed by people, and must not become a door to what else runs on the bureau's own network.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from app.shared.sentences import Sentence, say

Address = IPv4Address | IPv6Address
#: Special networks that Python takes for open ones: protocol assignments, and relays from IPv6.
SPECIAL = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
LONGEST_URL = 500
#: IPv6 prefixes whose last 32 bits are an IPv4 address that a gateway may connect to.
TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("::/96"))


class BadAddress(ValueError):
    """An address that cannot be used."""


def split_url(url: str) -> tuple[str, str, int, str]:
    """Return (scheme, host, port, path with query) of an address to post to. Raises BadAddress."""
    if len(url) > LONGEST_URL or not url.isascii() or any(c <= " " or c in "\\\x7f" for c in url):
        raise BadAddress
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadAddress from None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise BadAddress
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    return parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 80), path


def split_host(text: str) -> tuple[str, int]:
    """Return (host, port) of a mail server written host:port. Raises BadAddress."""
    host, _, port = text.strip().rpartition(":")
    if not host or not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65_536):
        raise BadAddress
    if not host.isascii() or any(c <= " " or c in "@/\\?#" for c in host):
        raise BadAddress
    return host.strip("[]"), int(port)


def may_connect(text: str, allowed: Iterable[str]) -> bool:
    """Return whether the program may connect to an IP address, given the networks that are allowed beside."""
    address = ip_address(text.partition("%")[0])
    faces = [address, *_hidden_in(address)]
    if any(face in ip_network(network) for network in allowed for face in faces[-1:]):
        return True
    return all(_is_open(face) for face in faces)


def network_problems(networks: Sequence[str]) -> list[Sentence]:
    """Return which lines are no networks."""
    problems = []
    for text in networks:
        try:
            ip_network(text)
        except ValueError:
            problems.append(
                say(
                    "“%(written)s” is not a network; write it like 10.1.2.3 or 10.1.2.0/24.",
                    written=text,
                )
            )
    return problems


def _is_open(address: Address) -> bool:
    is_special = (
        address.is_multicast or address.is_reserved or any(address in one for one in SPECIAL)
    )
    return address.is_global and not is_special


def _hidden_in(address: Address) -> list[Address]:
    """Return the IPv4 addresses to which an IPv6 address may lead."""
    if isinstance(address, IPv4Address):
        return []
    found: list[Address] = [
        one for one in (address.ipv4_mapped, address.sixtofour) if one is not None
    ]
    if address.teredo:
        found += address.teredo
    if any(address in network for network in TRANSLATED):
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return found
