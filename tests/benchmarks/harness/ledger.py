"""The lines of the table: printed as they come, and kept for the JSON."""

import json
from dataclasses import asdict, dataclass, field

from harness.measure import median

COLUMNS = "{:<46} {:>12} {:>12} {:>9} {:>9}  {}"


@dataclass
class Line:
    section: str
    what: str
    ours: float
    peer: float | None = None
    unit: str = "s"  # of ours and the peer's
    value: float | None = None  # their ratio, or a share of 1
    value_unit: str = "x"  # or "%"
    at_least: float | None = None  # targets of value
    at_most: float | None = None
    samples: dict = field(default_factory=dict)  # every run's, by name

    @property
    def met(self):
        """None where there is no target."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most


def number(value, unit):
    if value is None:
        return ""
    if unit == "s" and value < 0.1:
        value, unit = (value * 1e3, "ms") if value >= 1e-3 else (value * 1e6, "µs")
    return f"{value:.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}"


def relation(value, unit):
    if value is None:
        return ""
    return f"{100 * value:.1f} %" if unit == "%" else f"{value:.2f} x"


class Ledger:
    def __init__(self):
        self.lines = []
        self.notes = {}  # what else the JSON says, by section
        self._section = ""

    def section(self, name, heading, ours="ours", peer="peer"):
        self._section = name
        print(f"\n{heading}\n" + COLUMNS.format("", ours, peer, "ratio", "target", "met").rstrip())

    def add(self, what, ours, **details):
        line = Line(self._section, what, ours, **details)
        self.lines.append(line)
        target = ""
        if line.at_least is not None:
            target = "≥ " + relation(line.at_least, line.value_unit)
        elif line.at_most is not None:
            target = "≤ " + relation(line.at_most, line.value_unit)
        met = {None: "", True: "yes", False: "NO"}[line.met]
        cells = (number(line.ours, line.unit), number(line.peer, line.unit), relation(line.value, line.value_unit))
        print(COLUMNS.format(what, *cells, target, met).rstrip(), flush=True)

    def faster(self, what, ours, peer, at_least=None):
        """Seconds of every run of ours and of a peer: how many times as fast we are, by the medians."""
        self.add(
            what, median(ours), peer=median(peer), value=median(peer) / median(ours), at_least=at_least,
            samples={"ours": ours, "peer": peer},
        )  # fmt: skip

    def say(self, text):
        print(text, flush=True)

    def met(self):
        """How many targets are met, and of how many."""
        verdicts = [line.met for line in self.lines if line.met is not None]
        return sum(verdicts), len(verdicts)

    def write(self, path, about):
        lines = [{**asdict(line), "met": line.met} for line in self.lines]
        path.write_text(json.dumps({**about, "notes": self.notes, "lines": lines}, indent=1) + "\n")
