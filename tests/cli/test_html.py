"""render --format html and train --html: the page as it is without a browser (tests/web has it in one)."""

import base64
import gzip
import hashlib
import json
import re
import unittest
import zlib
from html.parser import HTMLParser

import numpy

from program import DIABETES, DIGITS, ProgramTest

DYING = [DIGITS, "--lr", "1", "--seed", "2", "--epochs", "12"]


class Page(HTMLParser):
    """The numbers that a page cites, its data, its style and script, and every element with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.cited, self.elements, self.texts, self.stack = [], [], {}, []
        self.feed(html)
        self.policy = next(attributes["content"] for tag, attributes in self.elements if attributes.get("http-equiv"))
        self.data = self.texts["data"]
        packed = any(attributes.get("data-packed") == "gzip" for _, attributes in self.elements)
        self.json = json.loads(gzip.decompress(base64.b64decode(self.data)) if packed else self.data)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag not in ("meta", "img", "br"):
            self.stack.append((tag, attributes))
        if tag == "data":
            self.cited.append([attributes["data-of"], attributes["value"], ""])

    def handle_endtag(self, tag):
        assert self.stack.pop()[0] == tag

    def handle_data(self, text):
        if not self.stack:
            return
        tag, attributes = self.stack[-1]
        if tag in ("script", "style", "title", "h1"):
            name = attributes.get("id", tag)
            self.texts[name] = self.texts.get(name, "") + text
        if any(open_tag == "data" for open_tag, _ in self.stack):
            self.cited[-1][2] += text


def value_at(document, pointer):
    for key in pointer.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


class HtmlTest(ProgramTest):
    def page(self, *train, render=()):
        run = self.program("train", *train, "-q", "-o", "report.json")
        self.assertIn(run.code, (0, 1), run.stderr)
        rendered = self.program("render", "report.json", "--format", "html", *render)
        self.assertEqual((rendered.code, rendered.stderr), (0, ""))
        return rendered.stdout.decode("utf-8"), json.loads(self.read("report.json"))

    def test_every_number_is_cited_from_its_place(self):
        for args in (DYING, [DIABETES, "--epochs", "3", "--hidden", "4", "--fail-on", "dead > 1", "--context"],
                     [DIABETES, "--lr", "1e30"], [DIGITS, "--epochs", "0", "--validation", "0", "--prove", "none"]):
            with self.subTest(args):
                html, report = self.page(*args)
                page = Page(html)
                self.assertEqual(page.stack, [])
                self.assertGreater(len(page.cited), 50)
                for place, value, shown in page.cited:
                    self.assertEqual(json.loads(value), value_at(report, place), place)
                    number = shown.replace(",", "").replace("yes", "1").replace("no", "0")
                    scale = 0.01 if number.endswith(" %") else 1
                    self.assertAlmostEqual(float(number.removesuffix(" %")) * scale, value_at(report, place),
                                           delta=0.0051 * abs(value_at(report, place)), msg=place)

    def test_its_data_are_the_report(self):
        html, report = self.page(*DYING)
        self.assertEqual(Page(html).json, report)

    def test_it_loads_nothing_and_runs_nothing_but_its_own(self):
        page = Page(self.page(*DYING)[0])
        hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(page.texts[part].encode()).digest()).decode()}'" for part in ("script", "style")]
        self.assertEqual(page.policy, f"default-src 'none'; script-src {hashes[0]}; style-src {hashes[1]}; img-src data:; base-uri 'none'; form-action 'none'")
        for tag, attributes in page.elements:
            self.assertNotIn(tag, ("link", "iframe", "object", "embed", "base", "form"))
            self.assertFalse([name for name in attributes if name.startswith("on") or name == "style"])
            for name in ("src", "href"):
                self.assertTrue(attributes.get(name, "#").startswith(("#", "data:image/png;base64,")))

    def test_the_heat_picture_shows_where_units_are_dead_and_how_active_they_are(self):
        html, report = self.page(*DYING)
        pictures = [attributes["src"] for tag, attributes in Page(html).elements if tag == "img"]
        self.assertEqual(len(pictures), len(report["layers"]))
        for layer, source in zip(report["layers"], pictures):
            width, height, palette, pixels = decoded(base64.b64decode(source.split(",")[1]))
            rows = layer["history"]["active_rows"]
            self.assertEqual((width, height), (3 * len(rows), 3 * layer["units"]))
            for unit in range(layer["units"]):
                for epoch, active in enumerate(rows):
                    cell = [pixels[(3 * unit + y) * width + 3 * epoch + x] for y in range(3) for x in range(3)]
                    if active[unit] == 0:
                        self.assertEqual((cell[4], set(cell[:4] + cell[5:])), (65, {64}))
                    else:
                        self.assertEqual(set(cell), {active[unit] * 63 // report["data"]["train_rows"]})
            for shade, colour in enumerate(palette[:64]):  # evenly from pale over a middle blue to dark
                stops = [(0xE6, 0xEE, 0xF6), (0x6A, 0xA3, 0xD0), (0x0B, 0x33, 0x66)]
                expected = [numpy.interp(shade, (0, 31.5, 63), channel) for channel in zip(*stops)]
                self.assertLessEqual(max(abs(is_ - should) for is_, should in zip(colour, expected)), 1, shade)

    def test_it_is_the_same_each_time_and_with_train(self):
        html, _ = self.page(*DYING)
        for threads in ("1", "3"):
            run = self.program("train", *DYING, "--threads", threads, "--html", "page.html", "-o", "again.json")
            self.assertIn("page: page.html\n", run.stderr)
            self.assertEqual(self.read("page.html").decode("utf-8"), html)

    def test_the_page_has_a_file_of_its_own(self):
        self.train_fails(DIABETES, "--html", "-", saying=["--html", "standard output is for the report alone"])
        self.fails("train", DIABETES, "-q", "-o", "report.json", "--html", "report.json", saying=["--html", "report.json is the file of --output too"])
        self.fails("train", DIABETES, "-q", "--html", "nowhere/page.html", saying=["nowhere/page.html"])

    def test_a_page_without_a_history_has_no_picture_of_it(self):
        for detail in ("layers", "none"):
            html, _ = self.page(*DYING, "--history", detail)
            self.assertNotIn("<img", html)
            self.assertIn("<svg class=\"units\"", html)

    def test_long_tables_end_with_how_many_more_there_are(self):
        html, report = self.page(DIGITS, "--hidden", "50,3", "--bias-init", "constant:-1000", "--epochs", "0")
        rows = re.findall(r"<th scope=\"row\">layer \d+, unit \d+</th>|<td>layer \d+, unit \d+</td>", html)
        self.assertEqual(len(rows), 50)
        self.assertEqual(report["summary"]["dead"], 53)
        self.assertIn(">… and 3 more</p>", html)
        columns = report["data"]["columns"]
        for count, more in ((1000, None), (1001, 1), (1207, 207)):
            report["data"]["columns"] = [{**columns[0], "name": f"column {i}"} for i in range(count)]
            self.write("report.json", json.dumps(report))
            html = self.program("render", "report.json", "--format", "html").stdout.decode("utf-8")
            self.assertEqual(html.count("column 999<"), 1)
            self.assertNotIn("column 1000<", html)
            self.assertEqual(re.findall(r">… and (\d+) more, in the report</p>", html), [str(more)] if more else [])

    def test_every_finding_stands_under_its_cause_or_alone(self):
        html, report = self.page(*DYING)
        for finding in report["findings"]:
            self.assertEqual(html.count(f"<code>{finding['code']}</code>"),
                             sum(other["code"] == finding["code"] for other in report["findings"]))


class LargePageTest(ProgramTest):
    def test_a_page_stays_small_whatever_the_units_do(self):
        """Counts at random cannot be packed; so epochs are left out, and what is left is as it was."""
        self.program("train", DIGITS, "--hidden", "2", "--epochs", "1", "-q", "-o", "small.json")
        report = json.loads(self.read("small.json"))
        units, epochs = 4096, 401
        random = numpy.random.default_rng(1)
        active = random.integers(0, report["data"]["train_rows"] + 1, (epochs, units)).tolist()
        layer = report["layers"][0]
        flat = {key: [0] * epochs for key in ("dead", "sparse", "dormant")}
        layer["history"] = {"epoch": list(range(epochs)), **flat, "apoz": [0.5] * epochs, "active_rows": active,
                            "max_preactivation": [[0.25] * units] * epochs}
        layer["unit"] = [{**layer["unit"][0], "index": i, "mean_activation": random.random()} for i in range(units)]
        report["model"]["layers"][0]["units"] = units
        report["training"]["history"] = [{**report["training"]["history"][min(e, 1)], "epoch": e} for e in range(epochs)]
        self.write("large.json", json.dumps(report))
        result = self.program("render", "large.json", "--format", "html", "-o", "large.html")
        self.assertEqual((result.code, result.stderr), (0, ""))
        html = self.read("large.html")
        self.assertLess(len(html), 4_000_000)
        self.assertIn(b">The picture of so many units by epoch is drawn by this page's script.</p>", html)
        data = Page(html.decode("utf-8")).json
        history = data["layers"][0]["history"]
        self.assertNotIn("max_preactivation", history)
        self.assertEqual(history["epoch"], list(range(0, epochs, 2)))
        self.assertEqual(history["active_rows"], active[::2])
        self.assertEqual(len(history["dead"]), len(history["epoch"]))
        self.assertEqual(data["training"], report["training"])


class ResultsTest(ProgramTest):
    def pages_of(self, command, *args):
        self.program(command, *args, "-q", "-o", "result.json")
        html = self.program("render", "result.json", "--format", "html")
        self.assertEqual((html.code, html.stderr), (0, ""))
        page = Page(html.stdout.decode("utf-8"))
        result = json.loads(self.read("result.json"))
        self.assertEqual(page.json, result)
        for place, value, _ in page.cited:
            self.assertEqual(json.loads(value), value_at(result, place), place)
        return page, result

    def test_remedy_and_sweep(self):
        page, result = self.pages_of("remedy", DIABETES, "--lr", "1", "--epochs", "2", "--seeds", "2", "--hidden", "8")
        self.assertGreater(len(page.cited), 3 * len(result["trials"]))
        page, result = self.pages_of("sweep", DIABETES, "--lr", "0.01,1", "--init", "rai,zeros", "--epochs", "1", "--seeds", "2")
        self.assertGreater(len(page.cited), 5 * len(result["cells"]))


class ComparisonTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.program("train", *DYING, "-q", "-o", "dying.json")
        self.program("train", DIGITS, "--seed", "2", "--epochs", "2", "-q", "-o", "base.json")
        self.program("train", DIABETES, "--seed", "3", "--hidden", "8", "--epochs", "2", "-q", "-o", "other.json")
        self.program("train", DIABETES, "--lr", "1e30", "--hidden", "8", "--epochs", "2", "-q", "-o", "diverged.json")

    def test_a_comparison_that_is_read_is_written_again_byte_for_byte(self):
        for base, new, *rules in (["base.json", "dying.json", "--fail-on", "dead.increase > 3"], ["dying.json", "base.json"],
                                  ["base.json", "other.json"], ["other.json", "diverged.json", "--fail-on", "rmse.increase > 1e-9"]):
            with self.subTest(base=base, new=new):
                compared = self.program("compare", base, new, *rules, "-o", "changes.json")
                again = self.program("render", "changes.json", "--format", "json")
                self.assertEqual((again.stderr, again.stdout), ("", self.read("changes.json")))
                self.assertEqual(self.program("render", "changes.json").stdout.decode("utf-8"), compared.stderr)
                html = self.program("render", "changes.json", "--format", "html").stdout.decode("utf-8")
                result = json.loads(self.read("changes.json"))
                page = Page(html)
                self.assertEqual(page.json, result)
                for place, value, _ in page.cited:
                    self.assertEqual(json.loads(value), value_at(result, place), place)

    def test_what_was_edited_is_named(self):
        self.program("compare", "base.json", "dying.json", "-q", "-o", "changes.json")
        whole = json.loads(self.read("changes.json"))
        for path, value, saying in ((("layers", 0, "base"), 3, "layers[0].base"), (("layers", 1, "unit", 0, "index"), 99, "layers[1].unit"),
                                    (("summary", "dead", "base"), "x", "summary.dead.base"), (("matched_by",), "magic", "matched_by"),
                                    (("layers", 1, "base", "dead"), 33, "layers[1]"), (("reasons",), None, "reasons")):
            with self.subTest(path):
                document = json.loads(json.dumps(whole))
                part = document
                for step in path[:-1]:
                    part = part[step]
                part[path[-1]] = value
                self.write("edited.json", json.dumps(document))
                for form in ("html", "text", "json"):
                    self.fails("render", "edited.json", "--format", form, saying=["edited.json", saying, "reluscope compare -o FILE"])

    def test_it_has_no_other_formats(self):
        self.program("compare", "base.json", "dying.json", "-q", "-o", "changes.json")
        self.fails("render", "changes.json", "--format", "junit", saying=["junit", "text, json, html"])


def decoded(file):
    """Width, height, palette and pixels of a PNG with a palette and without filters."""
    chunks, at = {}, 8
    while at < len(file):
        length = int.from_bytes(file[at : at + 4], "big")
        chunks[file[at + 4 : at + 8]] = file[at + 8 : at + 8 + length]
        at += 12 + length
    width, height = (int.from_bytes(chunks[b"IHDR"][i : i + 4], "big") for i in (0, 4))
    rows = zlib.decompress(chunks[b"IDAT"])
    assert all(rows[y * (width + 1)] == 0 for y in range(height))
    pixels = b"".join(rows[y * (width + 1) + 1 : (y + 1) * (width + 1)] for y in range(height))
    palette = [tuple(chunks[b"PLTE"][i : i + 3]) for i in range(0, len(chunks[b"PLTE"]), 3)]
    return width, height, palette, pixels


if __name__ == "__main__":
    unittest.main()
