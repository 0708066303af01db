"""A host: the processes of the Procfile, a router, Redis and Postgres, and who looks at it."""

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from tests.servers import free_port
from tests.services import postgres, redis
from tools.rehearse.build import ROOT, path
from tools.rehearse.dyno import Dyno
from tools.rehearse.router import Router, make_certificate
from tools.rehearse.visits import Visitor


class Host:
    """The app on a host.

    Args:
        app: the folder of the app.
        folder: for logs and disks.
        user: as whom processes run, as subprocess takes it.
        browser: what visitors look with.
        stack: ends what is begun here.
    """

    def __init__(self, app: Path, folder: Path, user: dict, browser: Browser, stack: ExitStack) -> None:
        self._browser = browser
        port = free_port()
        home = folder / "home"
        home.mkdir(mode=0o555)
        self.postgres, self.redis = stack.enter_context(postgres()), stack.enter_context(redis())
        services = {"DATABASE_URL": self.postgres.fresh(), "REDIS_URL": self.redis.url}
        env = path(app) | manifest() | services | {"HOME": str(home), "LANG": "C.UTF-8", "PORT": str(port)}
        lines = dict(line.split(": ", 1) for line in (app / "Procfile").read_text().splitlines())
        self.release, self.web, self.worker = (
            Dyno(name, lines[name], app, folder, env, user) for name in ("release", "web", "worker")
        )
        self.router = stack.enter_context(Router(free_port(), port, make_certificate(folder)).running())
        for dyno in (self.web, self.worker):
            stack.callback(dyno.stop)
        self._measures = {
            "memory, web": self.web.memory,
            "memory, worker": self.worker.memory,
            "connections, Postgres": self.postgres.connections,
            "connections, Redis": self.redis.connections,
        }
        self.most = dict.fromkeys(self._measures, 0.0)

    def visitor(self) -> Visitor:
        """Somebody new."""
        return Visitor(self._browser, self.router.url)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note the most that processes and services have at once, until the block ends."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(1):
                for name, measure in self._measures.items():
                    self.most[name] = max(self.most[name], measure())

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def manifest() -> dict[str, str]:
    """What app.json sets, with secrets of our own."""
    wanted = json.loads((ROOT / "app.json").read_text())["env"]
    return {name: about.get("value") or secrets.token_hex(32) for name, about in wanted.items()}
