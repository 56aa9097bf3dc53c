"""Runs programs and times them: each in a process of its own, in turn, so that whatever else the machine does hits all
of them."""

import json
import os
import statistics
import subprocess
import time
from dataclasses import dataclass


@dataclass
class Run:
    """What one process printed and took."""

    output: dict  # its JSON, or nothing
    wall: float  # seconds from before it was started until it was gone
    peak: int  # bytes resident at most

    def seconds(self, *phases):
        """The sum of phases that it timed itself; of a peer that repeated one, the first."""
        values = [self.output["seconds"][phase] for phase in phases]
        return sum(value[0] if isinstance(value, list) else value for value in values)


def run(command):
    """Run to the end; anything but exit 0 is an error. The environment is passed on as it is."""
    command = [str(part) for part in command]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"exit {process.returncode}: {' '.join(command)}")
    return Run(json.loads(text) if text.startswith(b"{") else {}, wall, usage.ru_maxrss * 1024)


def alternate(runs, **commands):
    """Run each command `runs` times, one after the other in turn. Returns the runs of each by name."""
    results = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            results[name].append(run(command))
    return results


def median(values):
    return statistics.median(values)
