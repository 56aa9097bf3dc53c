"""Which machine, which programs; and what one core can do, measured."""

import os
import pathlib
import subprocess

from harness import programs
from harness.measure import alternate, median, run


def cpu_model():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown"


def version_of_data_table():
    script = 'cat(as.character(packageVersion("data.table")))'
    return subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True).stdout


def measure(ledger, runs):
    rates = alternate(runs, machine=programs.machine())["machine"]
    first = rates[0].output
    about = {
        "processor": cpu_model(), "cores": len(os.sched_getaffinity(0)), "BLAS": first["blas"],
        "BLAS kernels": first["blas_kernels"], **run(programs.python_peer("versions.py")).output,
        "data.table": version_of_data_table(),
    }  # fmt: skip
    ledger.notes["machine"] = about
    ledger.section("machine", "The machine, one core", peer="FMA peak")
    for name, value in about.items():
        ledger.say(f"  {name}: {value}")
    peaks = [max(rate.output["fma_peak"].values(), default=None) for rate in rates]
    peak = median(peaks) if peaks[0] else None
    products = {
        "sgemm_256": "sgemm of BLAS, 256 x 256 x 256", "sgemm_1024": "sgemm of BLAS, 1024 x 1024 x 1024",
        "matmul_256": "reluscope's matmul, 256 x 256 x 256",
    }  # fmt: skip
    for key, title in products.items():
        product = [rate.output[key] for rate in rates]
        ledger.add(
            title, median(product), peer=peak, unit="GF/s", value=peak and median(product) / peak, value_unit="%",
            samples={"ours": product, "peer": peaks},
        )  # fmt: skip
    for name in first["fma_peak"]:
        values = [rate.output["fma_peak"][name] for rate in rates]
        ledger.add(f"FMA peak, {name}", median(values), unit="GF/s", samples={"ours": values})
