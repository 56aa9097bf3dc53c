"""Writes docs/report.md from the JSON Schema: reluscope schema | python3 docs/make_report_page.py > docs/report.md"""

import json
import sys

HEAD = """# The report

Made from `reluscope schema` by `docs/make_report_page.py`. Layers, units and features count from 0, lines of the CSV and
steps from 1. Keys are only ever added within a `schema_version`. A number that does not exist is `null`. The same data,
options and seed give the same bytes; `--context` adds time and place, which do not belong to the result.
`--history layers` leaves `active_rows` out, `--history none` all but `training.history` of the first and the last tracked epoch; events and lives stay.
"""


class Page:
    def __init__(self, schema):
        self.schema = schema

    def resolved(self, part):
        """The part that a $ref points to, with the description given beside the $ref."""
        while "$ref" in part:
            target = self.schema
            for key in part["$ref"].removeprefix("#/").split("/"):
                target = target[key]
            part = {**target, **{k: v for k, v in part.items() if k != "$ref"}}
        if "anyOf" in part:
            kinds = [self.resolved(option) for option in part["anyOf"]]
            real = [kind for kind in kinds if kind.get("type") != "null"]
            merged = {**real[0], **{k: v for k, v in part.items() if k != "anyOf"}}
            merged["or_null"] = len(real) < len(kinds)
            return merged
        return part

    def kind(self, part):
        if "const" in part:
            return f"`{json.dumps(part['const'])}`"
        if "enum" in part:
            return " or ".join("null" if word is None else f"`{word}`" for word in part["enum"])
        names = part.get("type", "any")
        names = names if isinstance(names, list) else [names]
        text = " or ".join(names)
        if "array" in names and isinstance(part.get("items"), dict):
            text = text.replace("array", f"list of {self.kind(self.resolved(part['items']))}")
        return text + (" or null" if part.get("or_null") else "")

    def rows(self, part, place):
        for key, value in part.get("properties", {}).items():
            value = self.resolved(value)
            here = f"{place}.{key}" if place else key
            absent = "" if key in part.get("required", []) else "; may be absent"
            yield f"| `{here}` | {self.kind(value)}{absent} | {value.get('description', '')} |".replace("  |", " |")
            inner, path = value, here
            while isinstance(inner.get("items"), dict):
                inner, path = self.resolved(inner["items"]), path + "[]"
            yield from self.rows(inner, path)

    def text(self):
        lines = [HEAD]
        for key, value in self.schema["properties"].items():
            section = {"properties": {key: value}, "required": self.schema["required"]}
            lines += [f"## {key}\n", "| key | type | what it is |", "|---|---|---|", *self.rows(section, ""), ""]
        return "\n".join(lines)


sys.stdout.write(Page(json.load(sys.stdin)).text())
