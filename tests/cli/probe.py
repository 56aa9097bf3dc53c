"""Looks at the inputs of a network through a network whose hidden units are its inputs (identity_probe).

A unit's greatest pre-activation is then the greatest value of its column, as float32.
"""

from model_file import identity_probe
from program import ProgramTest

PROBE = ["--init-from", "probe.safetensors", "--epochs", "0", "--validation", "0"]
RAW = ["--scale", "none", "--scale-target", "none", "--task", "regression"]


class ProbeTest(ProgramTest):
    def probe(self, content, *flags, features=2, scaling=RAW, stdin=b""):
        """Return the report on data that is fed to the identity; content None reads standard input."""
        self.write("probe.safetensors", identity_probe(features))
        name = "-" if content is None else self.write("data.csv", content)
        return self.train(name, *PROBE, *scaling, *flags, stdin=stdin)

    def greatest(self, content, *flags, **how):
        return [unit["max_preactivation"] for unit in self.probe(content, *flags, **how)["layers"][0]["unit"]]

    def means(self, content, *flags, **how):
        return [unit["mean_activation"] for unit in self.probe(content, *flags, **how)["layers"][0]["unit"]]
