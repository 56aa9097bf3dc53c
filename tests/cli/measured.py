"""Runs of the program with what they took of the machine."""

import os
import pathlib
import subprocess
from dataclasses import dataclass

from program import PROGRAM


@dataclass
class Run:
    code: int
    stderr: str
    seconds: float  # of processor time, of all threads
    peak: int  # bytes of memory
    read: int  # bytes that it asked the system for


def measured(*args, cwd, stdin=subprocess.DEVNULL):
    """Run the program with one thread; its report, if it writes one to standard output, is dropped."""
    log = pathlib.Path(cwd) / "stderr.txt"
    env = {**os.environ, "TMPDIR": str(cwd)}
    with open(log, "wb") as stderr:
        process = subprocess.Popen([str(PROGRAM), *map(str, args)], cwd=cwd, stdin=stdin, stdout=subprocess.DEVNULL,
                                   stderr=stderr, env=env)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # ended, and its account not yet closed
        account = dict(line.split(": ") for line in pathlib.Path(f"/proc/{process.pid}/io").read_text().splitlines())
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Run(process.returncode, log.read_text(), usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, int(account["rchar"]))
