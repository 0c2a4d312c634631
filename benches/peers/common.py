"""What the scripts share: arguments, the day, and the way into and out of a zip file.

Each script makes the same six files of the same package as `roster convert` does of a package without faults:

    python by_duckdb.py district.zip asm.zip 6

It takes whatever way is the shortest for its library. Nothing is checked, no row is explained, rows come in
the order that is the cheapest, and what cannot happen in a synthetic district is not provided for.

With `sorted` as a fourth argument, scripts that work with files write the rows in the order of `roster convert`.
"""

import os
import sys
import tempfile
import zipfile

TODAY = "2026-10-01"
INPUTS = ("orgs", "users", "courses", "classes", "enrollments")
OUTPUTS = ("students", "staff", "courses", "classes", "rosters", "locations")


KEYS = {
    "students": ["person_id"],
    "staff": ["person_id"],
    "courses": ["course_id"],
    "classes": ["class_id"],
    "rosters": ["class_id", "student_id"],
    "locations": ["location_id"],
}


def arguments():
    """Returns input, output and compression level."""
    source, target, level = sys.argv[1:4]
    return source, target, int(level)


def order(name):
    """Returns the columns that the rows of a file have to be sorted by; none if nobody asked."""
    return KEYS[name] if "sorted" in sys.argv[4:] else []


def location_columns(count):
    """Returns the names of the columns for that many schools of a person."""
    return ["location_id"] + [f"location_id_{number}" for number in range(2, count + 1)]


def create(target, level):
    """Begins the archive."""
    return zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=level)


def through_files(convert):
    """Runs a conversion for libraries that read and write files: `convert(folder)`.

    Finds INPUTS in the folder, and has to leave OUTPUTS in `folder/asm`.
    """
    source, target, level = arguments()
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(target))) as folder:
        os.mkdir(f"{folder}/asm")
        with zipfile.ZipFile(source) as package:
            for name in INPUTS:
                package.extract(f"{name}.csv", folder)
        convert(folder)
        with create(target, level) as archive:
            for name in OUTPUTS:
                archive.write(f"{folder}/asm/{name}.csv", f"{name}.csv")
