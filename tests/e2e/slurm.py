"""A private Slurm of one node on this machine, from Debian's packages: own configuration, state and ports, no other user or
machine involved (auth/none on 127.0.0.1). Root is not needed."""
import getpass
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

PROGRAMS = ["slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sinfo", "scontrol"]
PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"


def missing():
    return [p for p in PROGRAMS if not shutil.which(p, path=PATH)]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Slurm:
    def __init__(self, folder, cpus=2):
        self.folder, self.children = Path(folder), {}
        for name in ("state", "spool", "log"):
            (self.folder / name).mkdir(parents=True)
        user = getpass.getuser()
        prolog = self.folder / "prolog"
        prolog.write_text(f"#!/bin/sh\ntest ! -e {self.folder}/launch_fails\n")
        prolog.chmod(0o755)
        self.conf = self.folder / "slurm.conf"
        self.conf.write_text(f"""ClusterName=tandem
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort={free_port()}
SlurmdPort={free_port()}
AuthType=auth/none
CredType=cred/none
AuthInfo=cred_expire=10
SlurmUser={user}
SlurmdUser={user}
StateSaveLocation={self.folder}/state
SlurmdSpoolDir={self.folder}/spool
SlurmctldPidFile={self.folder}/slurmctld.pid
SlurmdPidFile={self.folder}/slurmd.pid
SlurmctldLogFile={self.folder}/log/slurmctld.log
SlurmdLogFile={self.folder}/log/slurmd.log
Prolog={prolog}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_min_interval=100000,defer_batch
SlurmdParameters=config_overrides
RequeueExit=75
JobRequeue=1
MaxArraySize=1001
ReturnToService=2
KillWait=5
InactiveLimit=0
MinJobAge=300
BatchStartTimeout=2
SlurmdTimeout=60
NodeName=node NodeHostname={socket.gethostname().split(".")[0]} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=main Nodes=node Default=YES MaxTime=INFINITE State=UP
""")
        self.env = {**os.environ, "SLURM_CONF": str(self.conf), "PATH": PATH}

    def __enter__(self):
        self.start("slurmctld")
        self.start("slurmd")
        for _ in range(300):
            state = self.run("sinfo", "-h", "-o", "%T").stdout.strip()
            if state in ("idle", "mixed", "allocated"):
                return self
            time.sleep(0.2)
        logs = "\n".join(p.read_text()[-1500:] for p in (self.folder / "log").iterdir())
        self.__exit__()
        raise RuntimeError(f"Slurm does not start: {state}\n{logs}")

    def __exit__(self, *_):
        self.run("scancel", "--user", getpass.getuser())
        for _ in range(50):
            if not self.own_processes("slurmstepd"):
                break
            time.sleep(0.1)
        for name in list(self.children):
            self.kill(name, signal.SIGTERM)
        for pid in self.own_processes(""):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def start(self, name):
        extra = ["-N", "node"] if name == "slurmd" else []
        self.children[name] = subprocess.Popen([shutil.which(name, path=PATH), "-D", "-f", self.conf, *extra], env=self.env,
                                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self, name, number=signal.SIGKILL):
        child = self.children.pop(name)
        child.send_signal(number)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def run(self, *words):
        return subprocess.run(list(map(str, words)), env=self.env, capture_output=True, text=True, timeout=60)

    def restart(self, name):
        self.kill(name)
        self.start(name)

    def tend(self):
        """What an operator does: a node that Slurm has taken out of service, as it does when a slurmstepd dies, comes back."""
        if "drain" in self.run("sinfo", "-h", "-o", "%T").stdout:
            self.run("scontrol", "update", "nodename=node", "state=resume")

    def own_processes(self, word):
        """Processes of this Slurm whose command line holds `word`: their environment names our configuration."""
        mark, found = f"SLURM_CONF={self.conf}".encode(), []
        for proc in Path("/proc").iterdir():
            if not proc.name.isdigit() or int(proc.name) == os.getpid():
                continue
            try:
                line = (proc / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if word in line and mark in (proc / "environ").read_bytes().split(b"\0"):
                    found.append(int(proc.name))
            except OSError:
                continue
        return found
