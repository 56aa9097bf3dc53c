"""cmake --install, and the Debian package: everything is in its place, and runs from there."""

import os
import pathlib
import shutil
import subprocess
import unittest

from program import DATA, DIABETES, PROGRAM, ProgramTest, parse_report

BUILD = PROGRAM.parent
FILES = {
    "bin/reluscope", "share/man/man1/reluscope.1", "share/bash-completion/completions/reluscope",
    "share/zsh/site-functions/_reluscope", "share/fish/vendor_completions.d/reluscope.fish",
    "share/doc/reluscope/copyright",
    *(f"share/doc/reluscope/{page}" for page in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")),
    *(f"share/doc/reluscope/docs/{page.name}" for page in (DATA.parent / "docs").glob("*.md")),
    *(f"share/doc/reluscope/docs/pictures/{picture.name}" for picture in (DATA.parent / "docs" / "pictures").iterdir()),
    "share/doc/reluscope/LICENSE.uPlot",
}  # fmt: skip


def command(*args, **how):
    done = subprocess.run(list(map(str, args)), capture_output=True, text=True, check=False, **how)
    if done.returncode != 0:
        raise AssertionError(f"{args}\n{done.stdout}{done.stderr}")
    return done.stdout


@unittest.skipUnless((BUILD / "cmake_install.cmake").exists(), "the program is not in its build folder")
class InstallTest(ProgramTest):
    def files_below(self, prefix):
        return {str(path.relative_to(prefix)) for path in prefix.rglob("*") if path.is_file()}

    def check_program(self, program):
        self.write("run.json", subprocess.run([program, "train", DIABETES, "--epochs", "1", "-q"], capture_output=True, check=True).stdout)
        self.assertEqual(parse_report(self.read("run.json"))["command"], "train")

    def test_everything_is_put_in_its_place(self):
        prefix = self.folder / "usr"
        command("cmake", "--install", BUILD, "--prefix", prefix)
        self.assertEqual(self.files_below(prefix), FILES)
        self.check_program(prefix / "bin" / "reluscope")
        for what, file in (("man", "man/man1/reluscope.1"), ("bash", "bash-completion/completions/reluscope"),
                           ("zsh", "zsh/site-functions/_reluscope"), ("fish", "fish/vendor_completions.d/reluscope.fish")):
            self.assertEqual((prefix / "share" / file).read_bytes(), self.program("generate", what).stdout)

    @unittest.skipUnless(shutil.which("dpkg-shlibdeps") and shutil.which("cpack"), "dpkg-dev makes packages")
    @unittest.skipUnless(os.environ.get("RELUSCOPE_BUILD") == "Release", "only the release is packaged")
    def test_the_debian_package_holds_the_same(self):
        command("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", self.folder, cwd=BUILD)
        (package,) = self.folder.glob("reluscope_*.deb")
        root = self.folder / "root"
        command("dpkg-deb", "-x", package, root)
        packaged = {file.replace("site-functions", "vendor-completions") for file in FILES}  # as Debian's zsh looks there
        self.assertEqual(self.files_below(root / "usr"), packaged)
        self.check_program(root / "usr" / "bin" / "reluscope")
        depends = command("dpkg-deb", "-f", package, "Depends")
        for library in ("libc6", "libnettle8", "zlib1g"):
            self.assertIn(library, depends)
        self.assertNotIn("openblas", depends)
