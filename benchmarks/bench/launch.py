"""Run one program and report what it took, in a process so small that it does not show.

The system counts a child's peak memory from what its parent has when it starts it, so the harness,
which holds the corpus, must not be that parent.

    launch.py REPORT PROGRAM [ARGUMENT ...]
"""

import json
import os
import sys
import time


def main() -> None:
    """Run the program; write its seconds, CPU seconds and peak memory as JSON.

    "main" has the CPU seconds of the program's first process alone.
    """
    report, *command = sys.argv[1:]
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ)
    own = _own_seconds(pid)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    result = {
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "main": own,
        "memory": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        "code": os.waitstatus_to_exitcode(status),
    }
    with open(report, "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump(result, file)


def _own_seconds(pid: int) -> float | None:
    """Wait for the end of a process; give its CPU seconds without its children's, on Linux."""
    if not sys.platform.startswith("linux"):
        return None
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:  # noqa: PTH123
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
