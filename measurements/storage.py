"""Measure a disk by one and several readers, and a network by one and several connections.

The disk is read past the page cache where the system can. The network needs a peer:
`python storage.py --serve 9000` there, and `--peer HOST:9000` here; without one it is the loopback.
"""

from __future__ import annotations

import os
import socket
import statistics
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import common

if TYPE_CHECKING:
    import argparse

PAGE = "ground-beneath-ai"
PIECE = 4 << 20


def main() -> None:
    """Measure both, and report; or serve the other end."""
    parser = common.arguments(__doc__)
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()), help="on the disk in question"
    )
    parser.add_argument(
        "--mib", type=int, default=1024, help="size of the file, and of a connection's data"
    )
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--peer", help="HOST:PORT of a machine that serves")
    parser.add_argument(
        "--serve", type=int, metavar="PORT", help="be that machine, until interrupted"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to serve at")
    options = parser.parse_args()
    if options.serve is not None:
        serve(socket.create_server((options.host, options.serve)))
        return
    rows = [*_disk(options), *_network(options)]
    found = {str(row["what"]): float(row["result"]) for row in rows}
    many = f"read by {options.readers}"
    inputs = {
        "ground-load.stream": found["read by 1"],
        "ground-load.drive": found[many],
        "ground-save.disk": found["write"],
    }
    if options.peer:
        inputs["ground-stream.rtt"] = found["round trip"]
    common.report(options, "storage", rows, {PAGE: inputs})


def _disk(options: argparse.Namespace) -> list[common.Row]:
    size = options.mib << 20
    with tempfile.NamedTemporaryFile(dir=options.folder) as file:
        data = os.urandom(PIECE)
        begin = time.perf_counter()
        for _ in range(size // PIECE):
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
        rows = [_row("write", size / (time.perf_counter() - begin) / 1e9, "GB/s")]
        for readers in (1, options.readers):
            begin = time.perf_counter()
            part = size // readers // PIECE * PIECE
            with ThreadPoolExecutor(readers) as pool:
                done = sum(pool.map(partial(_read, file.name, part), range(readers)))
            rows.append(
                _row(f"read by {readers}", done / (time.perf_counter() - begin) / 1e9, "GB/s")
            )
    return rows


def _read(name: str, size: int, number: int) -> int:
    """Read a part of a file, from the disk and not from memory, and give its bytes."""
    descriptor, start = os.open(name, os.O_RDONLY), number * size
    try:
        os.posix_fadvise(descriptor, start, size, os.POSIX_FADV_DONTNEED)
        done = 0
        while done < size and (
            got := len(os.pread(descriptor, min(PIECE, size - done), start + done))
        ):
            done += got
        return done
    finally:
        os.close(descriptor)


def serve(server: socket.socket) -> None:
    """Answer each connection: a byte to a byte, and then everything is thrown away."""
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_sink, args=(connection,), daemon=True).start()


def _sink(connection: socket.socket) -> None:
    with connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while data := connection.recv(PIECE):
            # A single byte is a question; the end of a stream is asked for in the same way.
            if data[-1:] == b"?":
                connection.sendall(b"!")


def _network(options: argparse.Namespace) -> list[common.Row]:
    if options.peer:
        host, _, port = options.peer.rpartition(":")
        return _asked((host, int(port)), options)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        return _asked(server.getsockname(), options)


def _asked(address: tuple[str, int], options: argparse.Namespace) -> list[common.Row]:
    rows = [_row("round trip", _round_trip(address) * 1e3, "ms")]
    for streams in (1, options.readers):
        begin = time.perf_counter()
        with ThreadPoolExecutor(streams) as pool:
            sent = sum(pool.map(lambda _: _send(address, options.mib << 20), range(streams)))
        rate = sent / (time.perf_counter() - begin) / 1e9
        rows.append(_row(f"sent over {streams}", rate, "GB/s"))
    return rows


def _round_trip(address: tuple[str, int]) -> float:
    with socket.create_connection(address) as peer:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return statistics.median(_asked_once(peer) for _ in range(101))


def _asked_once(peer: socket.socket) -> float:
    begin = time.perf_counter()
    peer.sendall(b"?")
    peer.recv(1)
    return time.perf_counter() - begin


def _send(address: tuple[str, int], size: int) -> int:
    """Send zeros, and wait until the other end has all of them."""
    data = bytes(PIECE)
    with socket.create_connection(address) as peer:
        for _ in range(size // PIECE):
            peer.sendall(data)
        peer.sendall(b"?")
        peer.recv(1)
    return size // PIECE * PIECE


def _row(what: str, result: float, unit: str) -> common.Row:
    return {"what": what, "result": result, "unit": unit}


if __name__ == "__main__":
    main()
