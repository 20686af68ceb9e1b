"""Certificates for local servers: valid, expired, of another host, and by an unknown issuer."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import trustme

_NOW = datetime.now(UTC)


class Authority:
    """An issuer of certificates that `client` trusts."""

    def __init__(self) -> None:
        self._issuer = trustme.CA()

    @property
    def client(self) -> ssl.SSLContext:
        """A context that trusts this issuer, and nobody else."""
        context = ssl.create_default_context()
        self._issuer.configure_trust(context)
        return context

    def server(self, *hosts: str, is_expired: bool = False) -> ssl.SSLContext:
        """Return the context of a server with a certificate for some hosts."""
        days = (-30, -1) if is_expired else (-1, 30)
        start, end = (_NOW + timedelta(each) for each in days)
        certificate = self._issuer.issue_cert(*hosts, not_before=start, not_after=end)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        return context

    def self_signed(self) -> ssl.SSLContext:
        """Return the context of a server whose certificate is that of the issuer."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with (
            self._issuer.cert_pem.tempfile() as certificate,
            self._issuer.private_key_pem.tempfile() as key,
        ):
            context.load_cert_chain(certificate, key)
        return context
