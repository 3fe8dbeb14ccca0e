#!/usr/bin/env python3
"""Writes what Reprise is made of, with versions and licences, as CycloneDX 1.5 JSON.

    scripts/write_sbom.py [-o FILE]

Names and licences are those of third_party/dependencies.json, versions those of the packages that are installed, so
run it where the program was built. The same machine and sources give the same bytes.
"""
import argparse
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import uuid

root = pathlib.Path(__file__).resolve().parent.parent


def installed_version(package):
    found = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True)
    if found.returncode != 0 or not found.stdout:
        sys.exit(f"{package} is not installed; run this where Reprise was built")
    return found.stdout


def licences(expression):
    if re.search(r" (AND|OR|WITH) ", expression):
        return [{"expression": expression}]
    return [{"license": {"id": expression}}]


def linked(entry):
    version = installed_version(entry["package"])
    return {
        "type": "library",
        "bom-ref": f"package:{entry['package']}",
        "name": entry["name"],
        "version": version,
        "licenses": licences(entry["licence"]),
        "purl": f"pkg:deb/debian/{entry['package']}@{version.replace('+', '%2B')}",
        "properties": [{"name": "reprise:used", "value": entry.get("how", "shared library")}],
    }


def files_of(names):
    for name in names:
        path = root / name
        yield from sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def bundled(entry, version):
    return {
        "type": "data",
        "bom-ref": f"bundled:{entry['name'].lower().replace(' ', '-')}",
        "name": entry["name"],
        "version": entry.get("version", version),
        "licenses": licences(entry["licence"]),
        "components": [
            {
                "type": "file",
                "bom-ref": f"file:{path.relative_to(root)}",
                "name": str(path.relative_to(root)),
                "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}],
            }
            for path in files_of(entry["files"])
        ],
    }


def sbom():
    parts = json.loads((root / "third_party/dependencies.json").read_text())
    version = re.search(r"project\(Reprise VERSION ([\d.]+)", (root / "CMakeLists.txt").read_text()).group(1)
    components = [linked(entry) for entry in parts["linked"]] + [bundled(entry, version) for entry in parts["bundled"]]
    contents = json.dumps(components, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, contents)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "reprise",
                "name": "Reprise",
                "version": version,
                "licenses": licences("AGPL-3.0-or-later"),
            }
        },
        "components": components,
        "dependencies": [{"ref": "reprise", "dependsOn": [component["bom-ref"] for component in components]}],
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", help="the file to write; without it, standard output")
    arguments = parser.parse_args()
    text = json.dumps(sbom(), indent=2) + "\n"
    if arguments.output:
        pathlib.Path(arguments.output).write_text(text)
    else:
        sys.stdout.write(text)
