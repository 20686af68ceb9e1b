"""nginx and Caddy, with the configurations that `briefgen init --host` writes.

Only what a machine of its own decides is replaced: addresses, ports and folders.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from briefgen.scaffold.hosting import hosting_files

_SBIN: Final = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
_FOLDER: Final = "/srv/www/briefs/current"
_PATIENCE: Final = 30.0
_NGINX: Final = """\
daemon off;
{user}
worker_processes {workers};
pid {scratch}/pid;
error_log {scratch}/log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    client_body_temp_path {scratch}/body;
    proxy_temp_path {scratch}/proxy;
    fastcgi_temp_path {scratch}/fastcgi;
    uwsgi_temp_path {scratch}/uwsgi;
    scgi_temp_path {scratch}/scgi;
    include {scratch}/site.conf;
}}
"""
_CADDY: Final = """\
{
	admin off
	auto_https off
	default_bind 127.0.0.1
}
"""


def program(name: str) -> str:
    """Return the path of a server on this machine, or ""."""
    return shutil.which(name, path=_SBIN) or ""


@contextmanager
def running(name: str, site: Path, workers: int = 1) -> Iterator[str]:
    """Run nginx or Caddy for the files in a folder, and yield its URL."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        port = _free_port()
        start = _nginx if name == "nginx" else _caddy
        command, environment = start(scratch, site, port, workers)
        with (scratch / "said").open("wb") as output:
            process = subprocess.Popen(
                command, env={**os.environ, **environment}, stdout=output, stderr=output
            )
        try:
            _wait(process, port, scratch)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def _nginx(scratch: Path, site: Path, port: int, workers: int) -> tuple[list[str], dict[str, str]]:
    text = _configuration("nginx", "hosting/nginx.conf", site)
    text = _replaced(text, "    listen [::]:80;\n", "")
    text = _replaced(text, "listen 80;", f"listen 127.0.0.1:{port};")
    (scratch / "site.conf").write_text(text, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""  # others may not read folders of tests
    main = scratch / "nginx.conf"
    main.write_text(_NGINX.format(scratch=scratch, workers=workers, user=user), encoding="utf-8")
    return [program("nginx"), "-e", str(scratch / "log"), "-c", str(main)], {}


def _caddy(scratch: Path, site: Path, port: int, workers: int) -> tuple[list[str], dict[str, str]]:
    text = _CADDY + _configuration("caddy", "hosting/Caddyfile", site)
    file = scratch / "Caddyfile"
    file.write_text(text, encoding="utf-8")
    environment = {
        "BRIEFGEN_SITE": f"http://127.0.0.1:{port}",
        "GOMAXPROCS": str(workers),
        "HOME": str(scratch),
        "XDG_DATA_HOME": str(scratch),
        "XDG_CONFIG_HOME": str(scratch),
    }
    command = [program("caddy"), "run", "--config", str(file), "--adapter", "caddyfile"]
    return command, environment


def _configuration(host: str, path: str, site: Path) -> str:
    files: Mapping[str, bytes] = dict(hosting_files((), (host,), ""))
    return _replaced(files[path].decode(), _FOLDER, str(site))


def _replaced(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int, scratch: Path) -> None:
    """Wait until a server accepts connections."""
    end = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    logs = (scratch / name for name in ("said", "log"))
    output = "\n".join(log.read_text("utf-8") for log in logs if log.is_file())
    raise AssertionError(f"the server did not start: {output}")
