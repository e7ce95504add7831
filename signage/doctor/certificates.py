"""Names and certificates: whether a host can be found, and whether what it shows is trusted for long enough."""

from __future__ import annotations

import asyncio
import ssl
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from signage.characters import printable
from signage.doctor.examination import CONNECT, Certificate, fault, good, warning

if TYPE_CHECKING:
    from signage.doctor.examination import Place, Result

SOON = timedelta(days=14)
"""How long before its end a certificate should have been renewed."""


async def dns(place: Place, check: str, host: str) -> Result:
    """Whether a name leads anywhere."""
    try:
        async with asyncio.timeout(CONNECT):
            found = await place.resolve(host)
    except OSError as error:
        why = getattr(error, "strerror", None) or str(error) or f"no answer within {CONNECT:g} s"
        mend = "check how the name is spelled, and this machine's DNS (/etc/resolv.conf)"
        return fault(check, f"{host} cannot be found: {why}", mend)
    return good(check, f"{host} is {', '.join(found[:4])}")


async def tls(place: Place, check: str, url: str) -> tuple[list[Result], Certificate | None]:
    """What is to be said of the certificate behind an https address, and the certificate if it is trusted."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        async with asyncio.timeout(CONNECT):
            shown = await place.certificate(host, parts.port or 443)
    except ssl.SSLCertVerificationError as error:
        return [_untrusted(check, host, error)], None
    except OSError as error:
        why = printable(str(error)) or f"no answer within {CONNECT:g} s"
        mend = "check that the port is open on the way, and speaks TLS"
        return [fault(check, f"no TLS connection to {parts.netloc}: {why}", mend)], None
    left = shown.ends - place.clock.now()
    until = f"until {shown.ends:%Y-%m-%d}"
    if left < SOON:
        what = f"the certificate of {host} is good {until} alone, {left.days} more days"
        return [warning(check, what, "renew it, and see why that did not happen by itself")], shown
    return [good(check, f"the certificate of {host} is trusted, {until}")], shown


def _untrusted(check: str, host: str, error: ssl.SSLCertVerificationError) -> Result:
    why = error.verify_message or str(error)
    if "expired" in why:
        mend = "renew it; if it is not over, this machine's clock is wrong"
    elif "issuer" in why or "self-signed" in why or "self signed" in why:
        mend = (
            "have the server send its whole chain (fullchain.pem), or name a private authority's certificate in"
            " SSL_CERT_FILE"
        )
    else:
        mend = "ask by a name that stands in the certificate"
    return fault(check, f"the certificate of {host} is not trusted: {printable(why)}", mend)
