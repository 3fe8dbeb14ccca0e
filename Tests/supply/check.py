#!/usr/bin/env python3
"""The bill of materials: well formed, complete for what is linked and compiled in, and of licences that go together.

    check.py SOURCE-FOLDER PROGRAM ...
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys

import jsonschema

# What may be linked with, or shipped beside, a program under AGPL-3.0-or-later.
allowed = {
    "0BSD", "AGPL-3.0-or-later", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "FTL", "GPL-2.0-only",
    "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "GCC-exception-3.1", "IJG", "LGPL-2.1-or-later",
    "LGPL-2.1-only", "libpng-2.0", "MIT", "MPL-2.0", "OFL-1.1", "Zlib",
}  # fmt: skip

text = {"type": "string", "minLength": 1}
licences = {
    "type": "array",
    "minItems": 1,
    "items": {
        "oneOf": [
            {"type": "object", "required": ["expression"], "additionalProperties": False,
             "properties": {"expression": text}},
            {"type": "object", "required": ["license"], "additionalProperties": False,
             "properties": {"license": {"type": "object", "required": ["id"], "properties": {"id": text}}}},
        ]
    },
}  # fmt: skip
file = {
    "type": "object",
    "required": ["type", "bom-ref", "name", "hashes"],
    "properties": {
        "type": {"const": "file"},
        "hashes": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["alg", "content"],
                "properties": {"alg": {"const": "SHA-256"}, "content": {"pattern": "^[0-9a-f]{64}$"}},
            },
        },
    },
}
# The part of CycloneDX 1.5 that is used.
schema = {
    "type": "object",
    "required": ["bomFormat", "specVersion", "serialNumber", "version", "metadata", "components", "dependencies"],
    "properties": {
        "bomFormat": {"const": "CycloneDX"},
        "specVersion": {"const": "1.5"},
        "serialNumber": {"pattern": "^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
        "components": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "bom-ref", "name", "version", "licenses"],
                "properties": {
                    "type": {"enum": ["library", "data"]},
                    "name": text,
                    "version": text,
                    "licenses": licences,
                    "purl": {"pattern": "^pkg:deb/debian/[a-z0-9.+-]+@[^ +]+$"},
                    "components": {"type": "array", "minItems": 1, "items": file},
                },
            },
        },
    },
}


def fail(message):
    sys.exit(f"FAILED: {message}")


def main():
    source = pathlib.Path(sys.argv[1])
    for tool in ("dpkg-query", "readelf"):
        if shutil.which(tool) is None:
            print(f"skipped: {tool} is not installed")
            sys.exit(77)
    write = [sys.executable, str(source / "scripts/write_sbom.py")]
    first, second = (subprocess.run(write, check=True, capture_output=True, text=True).stdout for _ in range(2))
    if first != second:
        fail("two runs differ")
    bom = json.loads(first)
    jsonschema.validate(bom, schema)

    references = [part["bom-ref"] for part in bom["components"]]
    references += [part["bom-ref"] for component in bom["components"] for part in component.get("components", [])]
    if len(references) != len(set(references)):
        fail("a bom-ref occurs twice")
    for component in bom["components"]:
        named = json.dumps([entry.get("expression") or entry["license"]["id"] for entry in component["licenses"]])
        for identifier in re.findall(r"[A-Za-z0-9.-]+", re.sub(r" (AND|OR|WITH) ", " ", named)):
            if identifier not in allowed:
                fail(f"{component['name']}: licence {identifier} is unknown, or does not go with the AGPL")

    known = json.loads((source / "third_party/dependencies.json").read_text())
    starts = []
    for entry in known["linked"]:
        library = entry.get("library", [])
        starts += [library] if isinstance(library, str) else library
    for program in sys.argv[2:]:
        dynamic = subprocess.run(["readelf", "-d", program], check=True, capture_output=True, text=True).stdout
        for needed in re.findall(r"\(NEEDED\).*\[(.+)\]", dynamic):
            if not needed.startswith(tuple(starts)):
                fail(f"{pathlib.Path(program).name} needs {needed}, which third_party/dependencies.json does not name")

    files = {part["name"] for component in bom["components"] for part in component.get("components", [])}
    compiled_in = re.findall(r"\$\{PROJECT_SOURCE_DIR\}/(Resources/\S+?)\)?\s", (source / "Source/app/CMakeLists.txt").read_text())
    if not compiled_in:
        fail("no compiled-in resource was found; look at this check")
    for resource in compiled_in:
        if resource not in files:
            fail(f"{resource} is compiled in, and third_party/dependencies.json does not name it")

    # The build needs what is named, and the README says so.
    readme, prepare = ((source / name).read_text() for name in ("README.md", "scripts/prepare.sh"))
    for package in re.findall(r"lib[a-z0-9.+-]+-dev|nlohmann-json3-dev|juce-modules-source", prepare):
        if package.startswith("libx"):
            continue  # headers for JUCE, which opens these libraries while it runs
        if package not in {entry["package"] for entry in known["linked"]}:
            fail(f"{package} is built with, and third_party/dependencies.json does not name it")
        if package not in readme:
            fail(f"{package} is not in the README")
    print(f"{len(bom['components'])} components, {len(files)} bundled files")


main()
