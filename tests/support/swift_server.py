"""Run OpenStack Swift with its S3 API in one process, as `python3 FOLDER PORT` of the system.

Swift is object storage in production use; Debian's package is python3-swift. This is the same
code as on a cluster: one proxy, one account, container and object server, one disk.
"""

from __future__ import annotations

import eventlet

eventlet.monkey_patch()

import logging  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.storage_policy import reload_storage_policies  # noqa: E402
from swift.common.utils import disable_fallocate, set_swift_dir  # noqa: E402

KINDS = ("account", "container", "object")
# On a busy machine, a list of objects would otherwise be written later than the objects.
COMMON = """\
[DEFAULT]
swift_dir = {top}
devices = {top}/disks
mount_check = false
log_level = ERROR
disable_fallocate = true
conn_timeout = 20
node_timeout = 60
container_update_timeout = 60
"""
STORE = """\
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""
# Replies for anonymous readers come from the container's read ACL.
PROXY = """\
[pipeline:main]
pipeline = catch_errors cache s3api tempauth proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:s3api]
use = egg:swift#s3api
location = eu-test-1
[filter:tempauth]
use = egg:swift#tempauth
user_test_writer = words-for-tests .admin
user_test_reader = words-for-tests
"""


def main(top: Path, port: int) -> None:
    """Create the disk, the rings and the settings, and serve."""
    (top / "disks" / "disk").mkdir(parents=True)
    (top / "swift.conf").write_text(
        "[swift-hash]\nswift_hash_path_suffix = a\nswift_hash_path_prefix = b\n"
        "[storage-policy:0]\nname = one\ndefault = yes\n"
    )
    set_swift_dir(str(top))
    reload_storage_policies()
    disable_fallocate()
    sockets = {kind: eventlet.listen(("127.0.0.1", 0)) for kind in KINDS}
    sockets["proxy"] = eventlet.listen(("127.0.0.1", port))
    for kind in KINDS:
        ring(top, kind, sockets[kind].getsockname()[1])
    from swift.common.wsgi import SwiftHttpProtocol, loadapp  # noqa: PLC0415 - reads swift.conf

    log = logging.getLogger("swift")
    servers = []
    for kind, socket in sockets.items():
        file = top / f"{kind}-server.conf"
        settings = PROXY if kind == "proxy" else STORE.format(kind=kind)
        file.write_text(COMMON.format(top=top) + settings)
        app = loadapp(str(file), global_conf={"log_name": kind})
        servers.append(
            eventlet.spawn(
                eventlet.wsgi.server,
                socket,
                app,
                log,
                protocol=SwiftHttpProtocol,
                capitalize_response_headers=False,
                log_output=False,
            )
        )
    print("serving", flush=True)  # noqa: T201 - for the test that started it
    servers[-1].wait()


def ring(top: Path, kind: str, port: int) -> None:
    """Write the ring that says where a kind of data is stored."""
    builder = RingBuilder(4, 1, 1)
    device = {"id": 0, "region": 1, "zone": 1, "device": "disk", "weight": 1.0, "meta": ""}
    address = {"ip": "127.0.0.1", "port": port}
    replication = {f"replication_{name}": value for name, value in address.items()}
    builder.add_dev({**device, **address, **replication})
    builder.rebalance()
    builder.get_ring().save(str(top / f"{kind}.ring.gz"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
