"""Reads archives with Python, and makes a district whose text hardly compresses.

read-archives.py sum ARCHIVE             SHA-256 and name of each file, after every check that Python has
read-archives.py awkward FOLDER          a OneRoster package with random names
read-archives.py expect FOLDER ARCHIVE   fails unless the archive holds the names of the package
"""

import csv
import hashlib
import io
import os
import random
import sys
import unicodedata
import zipfile

# Letters of one, two, three and four bytes, all of them composed already.
LETTERS = [
    letter
    for first, last in [(0x30, 0x7A), (0xC0, 0x24F), (0x410, 0x44F), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0x20000, 0x20FFF)]
    for letter in map(chr, range(first, last))
    if letter.isalpha() and unicodedata.normalize("NFC", letter) == letter
]
STUDENTS = 12_000


def name(source):
    return "".join(source.choices(LETTERS, k=source.randint(4, 24)))


def identifier(source):
    return "".join(source.choices("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-", k=24))


def awkward(folder):
    os.makedirs(folder)
    source = random.Random(7)

    def write(file, rows):
        with open(f"{folder}/{file}", "w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows)

    school, course, group = (identifier(source) for _ in range(3))
    common = ["sourcedId", "status", "dateLastModified"]
    write("orgs.csv", [common + ["name", "type"], [school, "", "", name(source), "school"]])
    write("courses.csv", [common + ["title", "orgSourcedId"], [course, "", "", name(source), school]])
    header = common + ["title", "classType", "courseSourcedId", "schoolSourcedId", "termSourcedIds"]
    write("classes.csv", [header, [group, "", "", name(source), "scheduled", course, school, ""]])
    students = [identifier(source) for _ in range(STUDENTS)]
    header = common + ["enabledUser", "orgSourcedIds", "role", "username", "givenName", "familyName"]
    rows = ([s, "", "", "true", school, "student", identifier(source), name(source), name(source)] for s in students)
    write("users.csv", [header, *rows])
    header = common + ["classSourcedId", "schoolSourcedId", "userSourcedId", "role"]
    rows = ([identifier(source), "", "", group, school, student, "student"] for student in students)
    write("enrollments.csv", [header, *rows])
    files = ["orgs", "courses", "classes", "users", "enrollments"]
    properties = [["manifest.version", "1.0"], ["oneroster.version", "1.1"]]
    properties += [[f"file.{file}", "bulk"] for file in files]
    write("manifest.csv", [["propertyName", "value"], *properties])


def expect(folder, archive):
    with open(f"{folder}/users.csv", encoding="utf-8", newline="") as file:
        before = sorted((row["sourcedId"], row["givenName"], row["familyName"]) for row in csv.DictReader(file))
    with zipfile.ZipFile(archive) as package, package.open("students.csv") as file:
        text = io.TextIOWrapper(file, "utf-8", newline="")
        after = sorted((row["person_id"], row["first_name"], row["last_name"]) for row in csv.DictReader(text))
    if before != after:
        sys.exit(f"{archive}: the names are not those of {folder}")


def sum_of(archive):
    with zipfile.ZipFile(archive) as package:
        damaged = package.testzip()
        if damaged:
            sys.exit(f"{archive}: {damaged} is damaged")
        for entry in package.namelist():
            data = package.read(entry)
            widths = {len(row) for row in csv.reader(io.StringIO(data.decode("utf-8"), newline=""), escapechar="\\")}
            if len(widths) != 1:
                sys.exit(f"{archive}: {entry} has rows of {sorted(widths)} cells")
            print(f"{hashlib.sha256(data).hexdigest()}  {entry}")


if __name__ == "__main__":
    command, *paths = sys.argv[1:]
    {"sum": sum_of, "awkward": awkward, "expect": expect}[command](*paths)
