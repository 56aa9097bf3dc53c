"""Builds the program and the unit tests again with some of their objects compiled in another way.

All other objects are those of the release build, so that this costs little: `./dev test` has made it.
"""

import hashlib
import json
import pathlib
import re
import shlex
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Unit:
    """What is compiled at once: a file of src, or with a unity build a folder of it."""

    def __init__(self, entry, release):
        self.command = shlex.split(entry["command"])
        self.object = self.command[self.command.index("-o") + 1]
        self.main = pathlib.Path(entry["file"])
        if self.main.is_relative_to(release):
            self.files = [pathlib.Path(path) for path in re.findall(r'^#include "([^"]+)"', self.main.read_text(), re.M)]
        else:
            self.files = [self.main]

    def is_of_the_program(self):
        return self.files != [] and all(file.is_relative_to(ROOT / "src") for file in self.files)


class Rebuild:
    def __init__(self, work, jobs):
        """work: a folder for what is made; the release build is brought up to date first."""
        self.release, self.work = ROOT / "build" / "release", work
        if not (self.release / "build.ninja").exists():
            raise SystemExit("error: there is no release build; run ./dev test first")
        self.ninja(f"-j{jobs}", "reluscope", "unit_tests")
        entries = json.loads((self.release / "compile_commands.json").read_text())
        self.units = [unit for unit in (Unit(entry, self.release) for entry in entries) if unit.is_of_the_program()]
        self.headers = None
        self.own_objects = {}  # object of the release build: ours

    def ninja(self, *arguments):
        """Return what Ninja prints."""
        command = ["ninja", "-C", self.release, *arguments]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout

    def included(self, unit):
        """Return the files of src that the unit is made of, as paths from the root."""
        if self.headers is None:
            self.headers = {block.split(":", 1)[0]: block.split() for block in self.ninja("-t", "deps").split("\n\n")}
        paths = {*map(str, unit.files), *self.headers.get(unit.object, ())}
        return sorted(str(pathlib.Path(path).relative_to(ROOT)) for path in paths if path.startswith(f"{ROOT}/src/"))

    def compile(self, unit, flags, replaced):
        """Compile, with -O1 and these flags; replaced: {file of src: what to compile instead}. Return the errors, if any."""
        target = self.work / "objects" / unit.object
        target.parent.mkdir(parents=True, exist_ok=True)
        main = replaced.get(unit.main, unit.main)
        if unit.files != [unit.main]:
            main = target.with_suffix(".cpp")
            main.write_text("".join(f'#include "{replaced.get(file, file)}"\n' for file in unit.files))
        command = [word for word in unit.command if not word.startswith(("-O", "-W", "-ffile-prefix-map"))]
        command[command.index("-o") + 1], command[command.index("-c") + 1] = str(target), str(main)
        command = [command[0], "-O1", "-w", *flags, *command[1:]]
        state = hashlib.sha256(" ".join(command).encode())
        for file in self.included(unit):
            state.update(replaced.get(ROOT / file, ROOT / file).read_bytes())
        kept = target.with_suffix(".state")
        if target.exists() and kept.exists() and kept.read_text() == state.hexdigest():
            self.own_objects[unit.object] = str(target)
            return ""
        done = subprocess.run(command, cwd=self.release, capture_output=True, text=True)
        if done.returncode == 0:
            self.own_objects[unit.object] = str(target)
            kept.write_text(state.hexdigest())
        return done.stderr if done.returncode else ""

    def link(self, flags=()):
        """Link both programs; return their paths. Our objects come first: of an inline function a linker takes the first."""
        programs = []
        for name in ("reluscope", "tests/unit_tests"):
            command = self.ninja("-t", "commands", name).splitlines()[-1]
            words = shlex.split(command.removeprefix(": && ").removesuffix(" && :"))
            program = self.work / pathlib.Path(name).name
            words[words.index("-o") + 1] = str(program)
            ours = [self.own_objects[word] for word in words if word in self.own_objects]
            first = next(i for i, word in enumerate(words) if word.endswith(".o"))
            words = words[:first] + ours + [word for word in words[first:] if word not in self.own_objects]
            subprocess.run([*words, *flags], cwd=self.release, check=True)
            programs.append(program)
        return programs
