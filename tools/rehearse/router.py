"""The router of a host: it speaks https, names the visitor to the server, and gives up after 30 seconds."""

import asyncio
import ssl
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LIMIT = 30.0  # seconds until the first byte of an answer; a host cuts the request then
BOOT = 60.0  # seconds that a request waits for a server that is just being started
LARGEST_HEAD = 64 * 1024
CUT = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Router:
    """Passes on what comes in on `port` to the server on `behind`, and counts.

    Attributes:
        statuses: how often each status was answered.
        timeouts: the requests that took too long and were cut.
        broken: the requests that the server broke off, as it does when it stops.
        slowest: the longest time to the first byte of an answer that did not wait for a server to start.
    """

    def __init__(self, port: int, behind: int, certificate: Path) -> None:
        self.url = f"https://127.0.0.1:{port}"
        self.statuses: Counter[int] = Counter()
        self.timeouts: list[str] = []
        self.broken: list[str] = []
        self.slowest = 0.0, ""
        self._port, self._behind = port, behind
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate)
        self._ready = threading.Event()

    @contextmanager
    def running(self) -> Iterator["Router"]:
        """Route, in a thread of its own, until the block ends."""
        thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        thread.start()
        self._ready.wait()
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._over.set)
            thread.join()

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        async with await asyncio.start_server(
            self._route, "127.0.0.1", self._port, ssl=self._tls, limit=LARGEST_HEAD
        ):
            self._ready.set()
            await self._over.wait()

    async def _route(self, visitor: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        # A browser may leave at any moment, and the router may be stopped.
        with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.CancelledError):
            head = await visitor.readuntil(b"\r\n\r\n")
            asked, body = forwarded(head, answer.get_extra_info("peername")[0])
            first_line = head.split(b"\r\n")[0].decode("latin-1")
            try:
                await self._pass_on(asked + await visitor.readexactly(body), answer, first_line)
            except (TimeoutError, ConnectionError, asyncio.IncompleteReadError) as error:
                kind = self.timeouts if isinstance(error, TimeoutError) else self.broken
                kind.append(first_line)
                self.statuses[503] += 1
                answer.write(CUT)
        with suppress(ConnectionError, ssl.SSLError):
            await answer.drain()
            answer.close()

    async def _pass_on(self, request: bytes, answer: asyncio.StreamWriter, first_line: str) -> None:
        now, waited = self._loop.time, False
        until = now() + BOOT
        while True:
            try:
                server, to_server = await asyncio.open_connection("127.0.0.1", self._behind)
                break
            except ConnectionRefusedError:
                waited = True
                if now() > until:
                    raise TimeoutError("no server") from None
                await asyncio.sleep(0.1)
        begun = now()
        to_server.write(request)
        try:
            head = await asyncio.wait_for(server.readuntil(b"\r\n"), LIMIT)
            if not waited:
                self.slowest = max(self.slowest, (now() - begun, first_line))
            self.statuses[int(head.split()[1])] += 1
            answer.write(head)
            while block := await asyncio.wait_for(server.read(64 * 1024), LIMIT):
                answer.write(block)
                with suppress(ConnectionError):  # the visitor has left: not the server's fault
                    await answer.drain()
        finally:
            to_server.close()


def forwarded(head: bytes, address: str) -> tuple[bytes, int]:
    """The head of a request as a router passes it on, and how many bytes come after it."""
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    given = [line.partition(":") for line in lines]
    values = {name.lower(): value.strip() for name, _, value in given}
    told = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-port", "connection"}
    kept = [line for line, (name, _, _) in zip(lines, given, strict=True) if name.lower() not in told]
    before = f"{values['x-forwarded-for']}, " if "x-forwarded-for" in values else ""
    ours = [f"X-Forwarded-For: {before}{address}", "X-Forwarded-Proto: https", "X-Forwarded-Port: 443"]
    text = "\r\n".join([first, *kept, *ours, "Connection: close", "", ""])
    return text.encode("latin-1"), int(values.get("content-length", 0))


def make_certificate(folder: Path) -> Path:
    """A key and a certificate of one's own, in one file."""
    file = folder / "router.pem"
    words = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    subprocess.run(
        ["openssl", "req", "-x509", *words, "-keyout", file, "-out", folder / "certificate"],
        check=True,
        capture_output=True,
    )
    file.write_text(file.read_text() + (folder / "certificate").read_text())
    return file
