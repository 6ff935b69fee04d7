"""What a request tells about where an act came from."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from hustings_home import conf


@dataclass(frozen=True)
class Visit:
    """Network and origin of one submission; all empty for a made-up or imported one."""

    ip: str = ""
    user_agent: str = ""
    path: str = ""
    source: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    held_reason: str = ""
    #: What Google's check gave, "" when the visitor did not press; None where none was shown.
    captcha_token: str | None = None
    #: Whether the form asked the device for a proof of work and got none.
    is_unproven: bool = False


def client_ip(request: HttpRequest) -> str:
    """The visitor's address: TRUSTED_PROXIES entries of X-Forwarded-For are believed, from the
    right; empty when nothing parses."""
    proxies = conf.get("TRUSTED_PROXIES")
    candidate = request.META.get("REMOTE_ADDR", "")
    if proxies:
        chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        chain = [part for part in chain if part]
        if len(chain) >= proxies:
            candidate = chain[-proxies]
    try:
        return str(ipaddress.ip_address(candidate))
    except ValueError:
        return ""


def network_of(ip: str) -> str:
    """The address for IPv4, the /64 for IPv6: what one household or phone has."""
    if not ip:
        return ""
    address = ipaddress.ip_address(ip)
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network(f"{ip}/64", strict=False))
