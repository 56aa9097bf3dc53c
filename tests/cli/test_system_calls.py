"""SECURITY.md lists the system calls that the program needs: every command runs where the kernel allows no others."""

import ctypes
import os
import pathlib
import platform
import re
import signal
import struct
import unittest

from program import DATA, ProgramTest
from short_runs import run_all

SECURITY = (DATA.parent / "SECURITY.md").read_text("utf-8")
ALLOWED = set(re.search(r"SystemCallFilter=\"(.*?)\"", SECURITY, re.S)[1].replace("\\", " ").split())
HEADER = pathlib.Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")

PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 22, 38, 2
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06  # of classic BPF
ARCHITECTURE, NUMBER = 4, 0  # places in struct seccomp_data
X86_64, KILL_PROCESS, ALLOW = 0xC000003E, 0x80000000, 0x7FFF0000


def filter_of(names):
    """A program for the kernel: who makes another call is killed with SIGSYS."""
    numbers = dict(re.findall(r"#define __NR_(\w+) (\d+)", HEADER.read_text()))
    calls = [int(numbers[name]) for name in sorted(names)]
    steps = [(LOAD, 0, 0, ARCHITECTURE), (JUMP_IF_EQUAL, 1, 0, X86_64), (RETURN, 0, 0, KILL_PROCESS), (LOAD, 0, 0, NUMBER)]
    steps += [(JUMP_IF_EQUAL, len(calls) - i, 0, call) for i, call in enumerate(calls)]
    steps += [(RETURN, 0, 0, KILL_PROCESS), (RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def confine(code):
    """Of this process, from now on."""
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer)))
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


@unittest.skipUnless(platform.machine() == "x86_64" and HEADER.exists(), "the numbers of the calls are those of x86-64")
@unittest.skipUnless(os.environ.get("RELUSCOPE_BUILD") == "Release", "sanitizers need more of them")
class SystemCallTest(ProgramTest):
    def run_with(self, names):
        code = filter_of(names)
        return run_all(self.folder, preexec_fn=lambda: confine(code), close_fds=False)

    def test_every_command_runs_with_those_in_the_list_and_none_for_the_network(self):
        self.assertFalse({name for name in ALLOWED if re.match("socket|connect|bind|listen|accept|send|recv", name)})
        for args, done in self.run_with(ALLOWED):
            with self.subTest(" ".join(args[:4])):
                self.assertIn(done.returncode, (0, 1) if "nowhere.csv" not in args else (2,), done.stderr)

    def test_another_call_would_have_been_noticed(self):
        _, done = next(iter(self.run_with(ALLOWED - {"openat"})))
        self.assertEqual(done.returncode, -signal.SIGSYS)
