"""Kills runs of `train` at random moments, and looks at what is left of their outputs.

    python3 tests/studies/sigkill.py PROGRAM [--kills 1000] [--seed 1] [--folder FOLDER] [--on-sight]

Each run writes a report, a model and a page, in turn into an empty folder and over older files. Counted are files beside
the three (leftovers), files that are neither the old one nor the new one (broken), and runs that left new files beside
old ones (mixed); of those, the ones in which the report, which comes last, is new (out of order). Half of the kills are
aimed at the moment in which the outputs are written. --folder: where; of another file system, say. --on-sight: kill each
run the moment its first file is seen in its place, which is the worst moment there is.
"""

import argparse
import os
import pathlib
import random
import subprocess
import tempfile
import time

DIGITS = pathlib.Path(__file__).resolve().parents[2] / "data" / "digits.csv"
NAMES = ("page.html", "model.safetensors", "report.json")
COMMAND = ["train", DIGITS, "--epochs", "1", "--prove", "none", "--rank", "none", "-q", "--html", NAMES[0], "--save-model",
           NAMES[1], "-o", NAMES[2]]  # fmt: skip


def run(program, folder):
    return subprocess.Popen([program, *COMMAND], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for_first(folder, process):
    """Wait until one of the files is another one than before, or there."""
    def inodes():
        return [entry.inode() for entry in os.scandir(folder) if entry.name in NAMES]
    before = inodes()
    while inodes() == before and process.poll() is None:
        pass


def content(path):
    return path.read_bytes() if path.exists() else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder")
    parser.add_argument("--on-sight", action="store_true")
    options = parser.parse_args()
    program, rng = options.program.resolve(), random.Random(options.seed)
    counts = dict.fromkeys(("killed", "old", "new", "leftovers", "broken", "mixed", "out of order"), 0)
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = pathlib.Path(name)
        run(program, folder).wait()
        new = {name: content(folder / name) for name in NAMES}
        durations = []
        for _ in range(10):
            start = time.monotonic()
            run(program, folder).wait()
            durations.append(time.monotonic() - start)
        typical = sorted(durations)[5]
        while counts["killed"] < options.kills:
            old = {name: rng.choice([None, b"old " * 1000]) if counts["killed"] % 2 else None for name in NAMES}
            if counts["killed"] % 4 == 3:
                old = dict.fromkeys(NAMES, b"old " * 1000)
            for path in folder.iterdir():
                path.unlink()
            for name, text in old.items():
                if text is not None:
                    (folder / name).write_bytes(text)
            aimed = rng.random() < 0.5
            process = run(program, folder)
            if options.on_sight:
                wait_for_first(folder, process)
            else:
                time.sleep(rng.uniform(0.8 if aimed else 0, 1.1 if aimed else 1.0) * typical)
            process.kill()
            if process.wait() != -9:
                continue  # it was over
            counts["killed"] += 1
            counts["leftovers"] += len(set(os.listdir(folder)) - set(NAMES))
            now = {name: content(folder / name) for name in NAMES}
            counts["broken"] += sum(now[name] not in (old[name], new[name]) for name in NAMES)
            fresh = [now[name] == new[name] for name in NAMES]
            counts["new"] += all(fresh)
            counts["old"] += not any(fresh)
            counts["mixed"] += any(fresh) and not all(fresh)
            counts["out of order"] += fresh[2] and not all(fresh)
    print(", ".join(f"{count} {name}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
