"""The README's examples of a sweep on Slurm, GNU parallel, Snakemake and a CI matrix: each is run as it stands, with the
engine itself, and gives the bytes of the sweep in one piece."""

import contextlib
import os
import pathlib
import re
import shutil
import socket
import subprocess
import time
import unittest

import yaml
from program import DATA, PROGRAM, TIMEOUT, ProgramTest

README = (pathlib.Path(__file__).parents[2] / "README.md").read_text()
SECTION = README.split("## A sweep on many machines")[1].split("\n## ")[0]


def block(heading):
    """The text of the first block of code below a heading."""
    return re.search(r"```\w*\n(.*?)```", SECTION.split(f"**{heading}**")[1], re.S)[1]


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class EngineTest(ProgramTest):
    def setUp(self):
        super().setUp()
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "reluscope").symlink_to(PROGRAM)
        (self.folder / "data").symlink_to(DATA)
        self.environment = {**os.environ, "PATH": f"{self.folder}/bin:{os.environ['PATH']}", "HOME": str(self.folder)}

    def shell(self, text):
        done = subprocess.run(["bash", "-euc", text], cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=TIMEOUT)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def tearDown(self):
        """Whatever ran, the result is that of one piece."""
        if (self.folder / "sweep.json").exists():
            options = re.search(r"reluscope sweep (data/digits.csv .*?)(?: --threads 1)? --dir", SECTION)[1]
            self.assertEqual(self.program("sweep", *options.split(), "-q").stdout, self.read("sweep.json"))
            self.assertEqual(len(list(self.folder.glob("runs/shard-*"))), 4)

    @unittest.skipUnless(shutil.which("parallel"), "needs GNU parallel")
    def test_gnu_parallel(self):
        self.shell(block("GNU parallel"))
        self.assertTrue((self.folder / "sweep.json").exists())

    @unittest.skipUnless(shutil.which("snakemake"), "needs Snakemake")
    def test_snakemake(self):
        self.write("Snakefile", block("Snakemake"))
        self.shell("snakemake --cores 2 --quiet")
        self.assertTrue((self.folder / "sweep.json").exists())

    def test_the_jobs_of_a_ci_matrix(self):
        jobs = yaml.safe_load(block("A CI matrix"))["jobs"]
        for shard in jobs["shard"]["strategy"]["matrix"]["shard"]:
            machine = self.folder / f"machine-{shard}"  # each job has its own disk
            machine.mkdir()
            (machine / "data").symlink_to(DATA)
            for step in jobs["shard"]["steps"]:
                if "run" in step:
                    self.shell(f"cd {machine}; " + step["run"].replace("${{ matrix.shard }}", str(shard)))
                elif "upload-artifact" in step["uses"]:
                    self.shell(f"mkdir -p artifacts && cp -r {machine}/{step['with']['path']} artifacts/{shard}")
        for step in jobs["merge"]["steps"]:
            if "run" in step:
                self.shell(step["run"])
            elif "download-artifact" in step["uses"]:
                self.assertIs(step["with"]["merge-multiple"], True)
                self.shell(f"mkdir -p {step['with']['path']}; for each in artifacts/*; do cp $each/* {step['with']['path']}; done")
        self.assertTrue((self.folder / "sweep.json").exists())

    def start_in_background(self, *command):
        log = open(self.folder / (pathlib.Path(command[0]).name + ".out"), "w")
        self.addCleanup(log.close)
        process = subprocess.Popen(command, cwd=self.folder, env=self.environment, stdout=log, stderr=log)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def start_slurm(self):
        """A cluster of one node with two processors, on the loopback device."""
        host = socket.gethostname().split(".")[0]
        controller, node = free_ports(2)
        self.write("munge.key", os.urandom(1024))
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        self.write("slurm.conf", f"""
            ClusterName=test
            SlurmctldHost={host}(127.0.0.1)
            SlurmctldPort={controller}
            SlurmdPort={node}
            SlurmUser=root
            AuthType=auth/munge
            AuthInfo=socket={self.folder}/munge.socket
            CredType=cred/munge
            StateSaveLocation={self.folder}/state
            SlurmdSpoolDir={self.folder}/spool
            SlurmctldPidFile={self.folder}/slurmctld.pid
            SlurmdPidFile={self.folder}/slurmd.pid
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SwitchType=switch/none
            MpiDefault=none
            ReturnToService=2
            MailProg=/bin/true
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            SchedulerParameters=batch_sched_delay=0,sched_interval=1
            NodeName={host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
            PartitionName=all Nodes=ALL Default=YES MaxTime=10 State=UP
            """.replace("\n            ", "\n"))
        self.write("cgroup.conf", "CgroupPlugin=cgroup/v1\n")
        (self.folder / "munge.key").chmod(0o400)
        self.environment["SLURM_CONF"] = f"{self.folder}/slurm.conf"
        self.start_in_background("/usr/sbin/munged", "--foreground", "--force", f"--key-file={self.folder}/munge.key",
                                 f"--socket={self.folder}/munge.socket", f"--pid-file={self.folder}/munge.pid",
                                 f"--log-file={self.folder}/munge.log", f"--seed-file={self.folder}/munge.seed")
        self.wait_for(lambda: (self.folder / "munge.socket").exists())
        self.start_in_background("/usr/sbin/slurmctld", "-D", "-i")
        node = self.start_in_background("/usr/sbin/slurmd", "-D", "-N", host)
        with contextlib.suppress(subprocess.TimeoutExpired):
            node.wait(3)  # it ends at once where it cannot work
        if node.returncode is not None and "cgroup" in self.read("slurmd.out").decode():
            self.skipTest("slurmd needs the cgroup filesystem, which a bare chroot does not have")
        self.wait_for(lambda: "idle" in subprocess.run(["sinfo", "-h", "-o", "%T"], env=self.environment, capture_output=True, text=True).stdout)

    def wait_for(self, condition):
        end = time.monotonic() + 60
        while not condition():
            logs = {path.name: path.read_text()[-2000:] for path in self.folder.glob("*.out")}
            self.assertLess(time.monotonic(), end, logs)
            time.sleep(0.2)

    @unittest.skipUnless(os.geteuid() == 0, "a cluster of one's own needs root")
    @unittest.skipUnless(all(map(shutil.which, ("sbatch", "slurmctld", "slurmd", "munged"))), "needs Slurm and munge")
    def test_slurm(self):
        self.folder.chmod(0o755)
        self.start_slurm()
        self.write("sweep.sh", block("Slurm"))
        self.shell(re.search(r"`(sbatch .*?)`", SECTION)[1])
        self.assertTrue((self.folder / "sweep.json").exists())
