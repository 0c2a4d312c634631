"""Reads `cargo metadata` and fails when a package needs a newer Rust than the workspace states."""

import json
import sys


def parts(version):
    return tuple(int(part) for part in version.split(".")[:2])


metadata = json.load(sys.stdin)
members = set(metadata["workspace_members"])
stated = {package["rust_version"] for package in metadata["packages"] if package["id"] in members}
if len(stated) != 1 or None in stated:
    sys.exit(f"the members of the workspace state different versions of Rust: {stated}")
limit = stated.pop()
newer = [
    f"{package['name']} {package['version']} needs {package['rust_version']}"
    for package in metadata["packages"]
    if package["rust_version"] and parts(package["rust_version"]) > parts(limit)
]
if newer:
    sys.exit(f"the workspace states Rust {limit}, but " + ", ".join(newer))
print(f"Rust {limit} is enough for {len(metadata['packages'])} packages")
