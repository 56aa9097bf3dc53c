"""Makes reports of networks whose units are what the test says, and damages reports."""

import json

from model_file import to_model
from program import ProgramTest

# Of a unit on x = -1, 1, 2, which is sparse where it fires on one row of three: weight and bias.
UNITS = {"active": (1.0, 0.0), "dead": (0.0, -1.0), "sparse": (1.0, -1.0), "always_active": (0.0, 1.0)}


def network(*layers):
    """A network with the units of these statuses; the first unit of a layer is active, and feeds the next one."""
    matrices = []
    inputs = 1
    for statuses in layers:
        weights = [[UNITS[status][0]] + [0.0] * (inputs - 1) for status in statuses]
        matrices.append((weights, [UNITS[status][1] for status in statuses]))
        inputs = len(statuses)
    return to_model(*matrices, ([[1.0] * inputs], [0.0]))


class SavedReportsTest(ProgramTest):
    def report(self, name, *layers, flags=()):
        """Write the report on such a network and return its name."""
        self.write("model.safetensors", network(*layers))
        self.write("data.csv", "x,y\n-1,0.5\n1,1.5\n2,2.5\n")
        result = self.program("train", "data.csv", "--init-from", "model.safetensors", "--epochs", "0", "--validation",
                              "0", "--scale", "none", "--sparse-below", "0.34", "-q", "-o", name, *flags)
        self.assertEqual((result.code, result.stderr), (0, ""))
        shown = [[unit["status"] for unit in layer["unit"]] for layer in self.saved(name)["layers"]]
        self.assertEqual(shown, [list(layer) for layer in layers])
        return name

    def saved(self, name):
        return json.loads(self.read(name))

    def edited(self, name, edit, to="edited.json"):
        """A copy of the report, edited in place by `edit`."""
        report = self.saved(name)
        edit(report)
        return self.write(to, json.dumps(report))

    def diverge(self, report):
        report["training"]["status"] = "diverged"


def bad_reports(report):
    """Yield name, content and words of the message, of files that are no report; report: the text of one."""
    parsed = json.loads(report)

    def changed(**parts):
        return json.dumps({**parsed, **parts})

    def summary(**parts):
        return changed(summary={**parsed["summary"], **parts})

    def without(key):
        return json.dumps({name: value for name, value in parsed.items() if name != key})

    yield "empty", "", ["is empty"]
    yield "blank", " \n\n", ["is empty"]
    yield "a table", "x,y\n1,2\n", ["line 1, column 1", "not JSON"]
    yield "bytes", b"PK\x03\x04\xff\xfe", ["not JSON"]
    yield "a stray word", report.replace('"summary": {', '"summary": {what'), ["not JSON", "line "]
    yield "cut off in the middle", report[: len(report) // 2], ["ends early", "cut off", "line "]
    yield "cut off before the end", report.rstrip()[:-1], ["ends early"]
    yield "no newline is no harm, a second value is", report + "{}", ["not JSON"]
    yield "nan", report.replace('"apoz": 0.', '"apoz": NaN, "b": 0.', 1), ["not JSON"]
    yield "too great a number", report.replace('"apoz": 0.', '"apoz": 1e999, "b": 0.', 1), ["too great"]
    yield "another thing", "[1, 2]", ["not a report of reluscope"]
    yield "a number", "3", ["not a report of reluscope"]
    yield "another tool's", changed(tool={"name": "other", "version": "1"}), ["not a report of reluscope", "'other'"]
    yield "no tool", without("tool"), ["not a report of reluscope"]
    yield "a tool without a name", changed(tool={}), ["not a report of reluscope"]
    yield "a tool named by a number", changed(tool={"name": 3}), ["tool.name"]
    yield "another version", changed(schema_version=2), ["schema_version", "'2'", "reads 1"]
    yield "a version as text", changed(schema_version="1"), ["schema_version"]
    yield "no version", without("schema_version"), ["schema_version is missing"]
    yield "a deep document", report.replace('"schema_version": 1', '"schema_version": ' + "[" * 10**5 + "]" * 10**5), ["nested"]
    yield "depth without an end", "[" * 200000, ["nested"]
    yield "a version that is a list", changed(schema_version=[[1]]), ["schema_version"]
    for command in ("check", "compare"):
        yield f"the output of {command}", changed(command=command), [f"the output of reluscope {command}", "reluscope train"]
    yield "no summary", without("summary"), ["summary is missing"]
    yield "an empty summary", changed(summary={}), ["summary is empty"]
    yield "a summary that is a list", changed(summary=[1]), ["summary is not an object"]
    yield "a metric as text", summary(dead="2"), ["summary.dead is not a number", "edited"]
    yield "a metric that is null", summary(dead=None), ["summary.dead is not a number"]
    yield "a metric that is a list", summary(dead=[2]), ["summary.dead is not a number"]
    yield "no training", without("training"), ["training is missing"]
    yield "another status", changed(training={"status": "asleep"}), ["training.status is 'asleep'"]
    yield "no layers", without("layers"), ["layers is missing"]
    yield "empty layers", changed(layers=[]), ["layers are not those of model.layers"]
    yield "layers that are an object", changed(layers={"a": 1}), ["layers is not a list"]
    yield "a layer that is a number", changed(layers=[1]), ["layers[0] is not an object"]
    yield "a unit of no status", report.replace('"status": "dead"', '"status": "tired"'), ["unit[", "status is 'tired'"]
    yield "a unit too few", changed(layers=[{**parsed["layers"][0], "unit": parsed["layers"][0]["unit"][1:]}]), [
        "layers[0].unit is not as long as model.layers says"]
    yield "no config", without("config"), ["config is missing"] if "config" in parsed else []
