"""The release program is hardened: what its ELF file says."""

import os
import re
import shutil
import subprocess
import unittest

from program import DATA, PROGRAM


def readelf(*options):
    return subprocess.run(["readelf", "-W", *options, PROGRAM], capture_output=True, text=True, check=True).stdout


@unittest.skipUnless(shutil.which("readelf"), "needs readelf")
@unittest.skipUnless(os.environ.get("RELUSCOPE_BUILD") == "Release", "only the release is hardened")
class HardeningTest(unittest.TestCase):
    def test_it_is_loaded_anywhere_and_its_tables_are_read_only_from_the_start(self):
        self.assertRegex(readelf("-h"), r"Type: +DYN ")
        self.assertRegex(readelf("-l"), r"GNU_RELRO")
        self.assertRegex(readelf("-d"), r"FLAGS_1\) +Flags: .*\bNOW\b.*\bPIE\b")

    def test_no_memory_is_written_and_run(self):
        segments = re.findall(r"(?m)^  (LOAD|GNU_STACK) .* ([R ][W ][E ]) 0x", readelf("-l"))
        self.assertEqual({name for name, _ in segments}, {"LOAD", "GNU_STACK"})
        for name, flags in segments:
            self.assertFalse("W" in flags and "E" in flags, name)

    def test_calls_of_the_c_library_are_checked(self):
        imported = set(re.findall(r"UND (\w+)@", readelf("--dyn-syms")))
        self.assertLess({"__memcpy_chk", "__snprintf_chk"}, imported)

    @unittest.skipUnless(shutil.which("objdump"), "needs objdump")
    @unittest.skipIf(b"clang version" in PROGRAM.read_bytes(), "GCC's code is recognised")
    def test_stacks_are_watched_and_large_frames_probed_page_by_page(self):
        code = subprocess.Popen(["objdump", "-d", "--no-show-raw-insn", PROGRAM], stdout=subprocess.PIPE, text=True)
        watched, probes = 0, 0
        with code:
            for line in code.stdout:
                watched += "call" in line and "__stack_chk_fail" in line
                probes += bool(re.search(r"\borq? +\$0x0,.*\(%rsp", line))
        self.assertGreater(watched, 1000)  # without it there are 113, in libraries that are linked in
        self.assertGreater(probes, 10)

    def test_it_looks_for_libraries_where_the_system_has_them_and_names_no_folder_of_its_build(self):
        self.assertNotRegex(readelf("-d"), "RPATH|RUNPATH")
        self.assertNotIn(os.fsencode(DATA.parent) + b"/", PROGRAM.read_bytes())


if __name__ == "__main__":
    unittest.main()
