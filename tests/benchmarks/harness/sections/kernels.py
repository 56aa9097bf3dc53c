"""The kernels by themselves, and where the microseconds of a step go: the parts of a step of (a), (b) and (c) beside
the whole, and what the parts leave unexplained."""

from harness import programs
from harness.measure import median, run

PARTS = ("dense_forward", "dense_backward_parameters", "dense_backward_inputs", "cross_entropy", "optimizer/sgd",
         "gradient_tally")  # fmt: skip


def medians(benchmarks):
    """By name, of all repetitions: the processor's nanoseconds, in which being pushed aside does not count; and the
    counters, of a typical repetition."""
    repetitions = {}
    for b in sorted(benchmarks, key=lambda b: b["family_index"]):  # they ran in another order
        if b["run_type"] == "iteration":
            repetitions.setdefault(b["run_name"], []).append(b)
    results = {}
    for name, of_one in repetitions.items():
        time = median([b["cpu_time"] for b in of_one])
        results[name] = min(of_one, key=lambda b: abs(b["cpu_time"] - time)) | {"cpu_time": time}
    return results


def nanoseconds(kernels, prefix):
    """The sum over the layers."""
    return sum(b["cpu_time"] for name, b in kernels.items() if name == prefix or name.startswith(prefix + "/"))


def budget(ledger, kernels, name):
    """A step as `Trainer::run` takes it: the parts, the gathering of the rows, its share of the epoch's shuffle."""
    parts = {part: nanoseconds(kernels, f"{name}/{part}") for part in PARTS}
    step, taken = (nanoseconds(kernels, f"{name}/{whole}") for whole in ("step", "taken_step"))
    shuffle = kernels[f"{name}/shuffle_of_an_epoch"]
    inside = sum(time for part, time in parts.items() if part != "gradient_tally")
    parts["gather (taken_step - step)"] = taken - step
    parts["shuffle"] = shuffle["cpu_time"] / shuffle["steps"]
    parts["unexplained (step - its parts)"] = step - inside
    whole = taken + parts["shuffle"] + parts["gradient_tally"]
    for part, time in parts.items():
        ledger.add(f"({name}) {part}", time * 1e-9, peer=whole * 1e-9, value=time / whole, value_unit="%")


def rate_of(kernel):
    for counter, unit in (("FLOP/s", "GFLOP/s"), ("B/s", "GB/s")):
        if counter in kernel:
            return f"{kernel[counter] * 1e-9:8.1f} {unit}"
    return ""


def measure(ledger, runs):
    kernels = medians(run(programs.kernels(runs)).output["benchmarks"])
    ledger.notes["kernels"] = kernels
    ledger.section("kernels", "Kernels, one thread", peer="rate")
    for name, kernel in kernels.items():
        ledger.say(f"{name:<46} {kernel['cpu_time'] / 1e3:9.2f} µs {rate_of(kernel)}".rstrip())
    ledger.section("budget", "Where a step's time goes", ours="part", peer="step")
    for name in "abc":
        budget(ledger, kernels, name)
