"""Asking a server that talks HTTP/2 only."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

from briefgen.ledger.answers import Answer
from briefgen.ledger.asking import ask_all
from tests.support.certificates import Authority
from tests.support.web import PAGE, in_thread

if TYPE_CHECKING:
    from briefgen.ledger.asking import RequestSettings


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer every request with a page, and /old with a redirect to it."""
    connection = H2Connection(H2Configuration(client_side=False))
    connection.initiate_connection()
    writer.write(connection.data_to_send())
    while data := await reader.read(65_536):
        for event in connection.receive_data(data):
            if isinstance(event, RequestReceived):
                headers = dict(event.headers)
                is_old = headers[b":path"] == b"/old"
                status = (
                    [(":status", "301"), ("location", "/new")] if is_old else [(":status", "200")]
                )
                connection.send_headers(event.stream_id, [*status, ("content-type", "text/html")])
                connection.send_data(event.stream_id, b"" if is_old else PAGE, end_stream=True)
        writer.write(connection.data_to_send())
    writer.close()


async def asked(request_settings: RequestSettings) -> list[Answer]:
    authority = Authority()
    tls, client = authority.server("127.0.0.1"), authority.client
    tls.set_alpn_protocols(["h2"])
    client.set_alpn_protocols(["h2", "http/1.1"])
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    heard: list[Answer] = []
    async with server:
        start = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        urls = [f"{start}/{number}" for number in range(5)]
        await ask_all(
            [*urls, f"{start}/old"], replace(request_settings, verify=client), heard.append
        )
    return heard


def test_http_2(request_settings: RequestSettings) -> None:
    heard = in_thread(lambda: asyncio.run(asked(request_settings)))
    assert [(each.status, each.body, each.failure) for each in heard] == [(200, PAGE, "")] * 6
    assert {each.final_url[-4:] for each in heard if each.hops} == {"/new"}
