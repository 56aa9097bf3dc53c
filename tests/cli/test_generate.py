"""The help, the man page and the completions tell the same of every command and option."""

import re
import shutil
import subprocess
import unittest

from program import DIGITS, PROGRAM, ProgramTest, run

COMMANDS = ["train", "inspect", "prune", "remedy", "sweep", "data", "check", "compare", "render", "gradcheck", "schema", "generate"]


def help_of(*command):
    return run(*command, "--help").stdout.decode("utf-8")


def flags_of(command):
    """The flags of a command's help, without those of every command."""
    return set(re.findall(r"^  (?:-\w,)?(--[\w-]+)", help_of(command), re.M)) - {"--help"}


def words_of(command, flag):
    match = re.search(rf"^  (?:-\w,)?{flag} ([a-zA-Z0-9_:.]+\|[\w:|.,]+)", help_of(command), re.M)
    return [word.split(":")[0] + (":" if ":" in word else "") for word in match[1].split("|")] if match else []


class HelpTest(ProgramTest):
    def test_examples_come_first_and_exit_codes_last(self):
        for command in ([], *([name] for name in COMMANDS)):
            with self.subTest(command):
                text = help_of(*command)
                self.assertLess(text.index("Examples:"), text.index("Usage:"))
                self.assertLess(text.index("Usage:"), text.index("Exit codes:"))
                for code in ("0 ", "1 ", "2 ", "130, 143 "):
                    self.assertIn(f"\n  {code}", text)
                self.assertIn("  reluscope " + " ".join(command), text)

    def test_the_options_of_train_are_grouped(self):
        groups = re.findall(r"^(\w+):$", help_of("train"), re.M)
        self.assertEqual([group for group in groups if group.islower()],
                         ["data", "network", "training", "diagnosis", "gates", "output"])

    def test_the_program_lists_every_command_on_a_line(self):
        listed = re.findall(r"^  (\w+)  +\S", help_of().split("Subcommands:")[1].split("Exit codes:")[0], re.M)
        self.assertEqual(listed, COMMANDS)

    def test_examples_are_commands_that_exist(self):
        for command in ([], *([name] for name in COMMANDS)):
            for line in re.findall(r"^  .*?reluscope (.*)$", help_of(*command).split("Usage:")[0], re.M):
                name = line.split()[0]
                self.assertIn(name, COMMANDS)
                self.assertLessEqual(set(re.findall(r"(--[\w-]+)", line.split("|")[0])), flags_of(name), line)


class ManPageTest(ProgramTest):
    def page(self):
        return run("generate", "man").stdout

    @unittest.skipUnless(shutil.which("man"), "man checks the page")
    def test_it_has_no_mistakes(self):
        self.write("reluscope.1", self.page())
        done = subprocess.run(["man", "--warnings=w", "-l", "-Tutf8", "reluscope.1"], cwd=self.folder, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "MANROFFOPT": "-ww"},
                              capture_output=True, check=True)
        self.assertEqual(done.stderr, b"")
        text = re.sub(r"\x1b\[[0-9;]*m|.\x08", "", done.stdout.decode("utf-8"))
        for part in ("NAME", "SYNOPSIS", "EXAMPLES", "COMMANDS", "EXIT STATUS", "ENVIRONMENT", "reluscope train data.csv -o report.json"):
            self.assertIn(part, text)

    def test_it_names_every_command_and_flag(self):
        page = self.page().decode("utf-8").replace("\\-", "-")
        for command in COMMANDS:
            section = page.split(f".SS reluscope {command}\n")[1].split(".SS ")[0].split(".SH ")[0]
            for flag in flags_of(command):
                self.assertIn(f"\\fB{flag}\\fR", section)


class CompletionTest(ProgramTest):
    def script(self, shell):
        return self.write(f"completion.{shell}", run("generate", shell).stdout)

    def completed(self, *words):
        """What bash proposes for the last of the words."""
        line = " ".join(f"'{word}'" for word in ("reluscope", *words))
        ask = (f"source {self.script('bash')}; COMP_WORDS=({line}); COMP_CWORD={len(words)}; _reluscope; "
               "printf '%s\\n' \"${COMPREPLY[@]}\"")
        done = subprocess.run(["bash", "--norc", "-c", ask], cwd=self.folder, capture_output=True, text=True, check=True)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_bash_proposes_commands(self):
        self.assertEqual(self.completed(""), [*COMMANDS, "--help", "--version"])
        self.assertEqual(self.completed("tr"), ["train"])

    def test_bash_proposes_the_flags_of_each_command(self):
        for command in COMMANDS:
            proposed = {word for word in self.completed(command, "--") if word.startswith("--")}
            self.assertEqual(proposed, flags_of(command) | {"--help"})

    def test_a_command_within_another_has_its_own_flags(self):
        merge = {"--output", "--quiet", "--no-color"}
        self.assertEqual(set(re.findall(r"^  (?:-\w,)?(--[\w-]+)", help_of("sweep", "merge"), re.M)) - {"--help"}, merge)
        self.assertIn("  merge ", help_of("sweep"))
        self.assertEqual({word for word in self.completed("sweep", "merge", "--") if word.startswith("--")}, merge | {"--help"})
        self.assertIn(".SS reluscope sweep merge\n", run("generate", "man").stdout.decode())
        ask = "source ./{}; complete -C 'reluscope sweep merge --out'".format(self.script("fish"))
        if shutil.which("fish"):
            done = subprocess.run(["fish", "-N", "-c", ask], cwd=self.folder, capture_output=True, text=True, check=True)
            self.assertIn("--output", done.stdout)

    def test_bash_proposes_the_words_of_each_choice(self):
        checked = 0
        for command in COMMANDS:
            for flag in flags_of(command):
                words = words_of(command, flag)
                if words:
                    checked += 1
                    self.assertEqual(self.completed(command, flag, ""), words)
                    self.assertEqual(self.completed(command, flag, "=", words[0][:2]),
                                     [word for word in words if word.startswith(words[0][:2])])
        self.assertGreater(checked, 10)
        self.assertEqual(self.completed("generate", ""), ["man", "bash", "zsh", "fish"])

    def test_bash_proposes_files(self):
        self.write("some data.csv", "")
        self.write("other.csv", "")
        self.assertIn("other.csv", self.completed("train", ""))
        self.assertIn("other.csv", self.completed("train", DIGITS, "--save-model", "o"))
        self.assertEqual(self.completed("train", DIGITS, "--seed", ""), [])

    @unittest.skipUnless(shutil.which("zsh"), "zsh checks its script")
    def test_zsh_takes_its_script(self):
        script = self.script("zsh")
        subprocess.run(["zsh", "-n", script], cwd=self.folder, check=True)
        # what the script proposes goes through these two, which say what they were given
        ask = (f"_describe() {{ print -l ${{(P)2}} }}; _arguments() {{ print -l -- \"$@\" }}; compdef() {{ : }}; source ./{script}; "
               "words=(reluscope ''); CURRENT=2; _reluscope; words=(reluscope train ''); CURRENT=3; _reluscope")
        done = subprocess.run(["zsh", "-f", "-c", ask], cwd=self.folder, capture_output=True, text=True, check=True)
        self.assertEqual(done.stderr, "")
        for command in COMMANDS:
            self.assertRegex(done.stdout, rf"(?m)^{command}:")
        for flag in flags_of("train"):
            self.assertRegex(done.stdout, rf"(?m)^\*?{flag}=?\[|^--output|^--quiet|{flag}")

    @unittest.skipUnless(shutil.which("fish"), "fish checks its script")
    def test_fish_proposes_the_same(self):
        script = self.script("fish")
        env = {"HOME": str(self.folder), "PATH": f"{PROGRAM.parent}:/usr/bin:/bin"}

        def proposed(line):
            done = subprocess.run(["fish", "--no-config", "-c", f"source {script}; complete -C '{line}'"], cwd=self.folder, env=env,
                                  capture_output=True, text=True, check=True)
            return {entry.split("\t")[0] for entry in done.stdout.splitlines()}

        self.assertLessEqual(set(COMMANDS), proposed("reluscope "))
        for command in COMMANDS:
            self.assertLessEqual(flags_of(command), proposed(f"reluscope {command} --"))
        self.assertLessEqual({"adam", "adamw", "sgd"}, proposed("reluscope train --optimizer "))
        self.assertLessEqual({"junit", "markdown", "text"}, proposed("reluscope render --format "))
