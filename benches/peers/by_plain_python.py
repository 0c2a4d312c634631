"""OneRoster to Apple School Manager with the modules `csv` and `zipfile` alone, row by row."""

import csv
import io
import zipfile

from common import TODAY, arguments, create, location_columns


def rows(package, name, columns):
    """Yields some columns of a file."""
    with package.open(f"{name}.csv") as file:
        reader = csv.reader(io.TextIOWrapper(file, "utf-8", newline=""))
        header = next(reader)
        places = [header.index(column) for column in columns]
        for row in reader:
            yield [row[place] for place in places]


def write(archive, name, header, rows):
    """Writes a file."""
    with archive.open(f"{name}.csv", "w", force_zip64=True) as file:
        text = io.TextIOWrapper(file, "utf-8", newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
        text.flush()


def grade_level(grades):
    grade = grades.partition(",")[0]
    return grade[1:] if len(grade) == 2 and grade[0] == "0" else grade


def convert(package, archive):
    schools, orgs = {}, {}
    for org, kind, name in rows(package, "orgs", ["sourcedId", "type", "name"]):
        orgs[org] = name
        if kind == "school":
            schools[org] = name

    students, staff = set(), set()
    student_rows, staff_rows = [], []
    columns = ["sourcedId", "role", "identifier", "givenName", "middleName", "familyName", "grades", "email"]
    columns += ["username", "orgSourcedIds"]
    for person, role, number, given, middle, family, grades, email, name, places in rows(
        package, "users", columns
    ):
        if role == "student":
            students.add(person)
            grade = grade_level(grades)
            student_rows.append((person, number, given, middle, family, grade, email, name, "", *places.split(",")))
        elif role == "teacher":
            staff.add(person)
            staff_rows.append((person, number, given, middle, family, email, name, *places.split(",")))
    for name, header, table in (
        (
            "students",
            "person_id person_number first_name middle_name last_name grade_level email_address sis_username"
            " password_policy",
            student_rows,
        ),
        (
            "staff",
            "person_id person_number first_name middle_name last_name email_address sis_username",
            staff_rows,
        ),
    ):
        header = header.split()
        width = max(map(len, table)) - len(header)
        padded = (row + ("",) * (len(header) + width - len(row)) for row in table)
        write(archive, name, header + location_columns(width), padded)
    del student_rows, staff_rows

    courses = {}
    for course, code, title, org in rows(package, "courses", ["sourcedId", "courseCode", "title", "orgSourcedId"]):
        courses[course] = (code, title, org)

    classes, locations_of_course = {}, {}
    for group, title, code, course, school in rows(
        package, "classes", ["sourcedId", "title", "classCode", "courseSourcedId", "schoolSourcedId"]
    ):
        if school in schools:
            number = code or ("" if title == courses[course][1] else title)
            classes[group] = (number, course, school)
            locations_of_course.setdefault(course, set()).add(school)

    instructors = {}

    def roster():
        for enrollment, group, user, role, primary, begin, end in rows(
            package,
            "enrollments",
            ["sourcedId", "classSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate"],
        ):
            if (end and end <= TODAY) or group not in classes:
                continue
            if role == "student":
                if user in students:
                    yield enrollment, group, user
            elif role == "teacher" and user in staff:
                rank = (primary != "true", begin or "9999", user)
                instructors.setdefault(group, []).append(rank)

    write(archive, "rosters", ["roster_id", "class_id", "student_id"], roster())

    teachers = {group: list(dict.fromkeys(user for *_, user in sorted(ranks))) for group, ranks in instructors.items()}
    width = max(3, max(map(len, teachers.values()), default=0))
    header = ["class_id", "class_number", "course_id", "instructor_id", "instructor_id_2", "instructor_id_3"]
    header += ["location_id"] + [f"instructor_id_{number}" for number in range(4, width + 1)]

    def class_rows():
        for group, (number, course, school) in classes.items():
            of_class = teachers.get(group, [])
            of_class = of_class + [""] * (width - len(of_class))
            yield group, number, course, *of_class[:3], school, *of_class[3:]

    write(archive, "classes", header, class_rows())

    def course_rows():
        for course, (code, title, org) in courses.items():
            locations = locations_of_course.get(course, set())
            if org in schools or len(locations) > 1:
                if org not in schools:
                    promoted[org] = orgs[org]
                yield course, code, title, org
            elif locations:
                yield course, code, title, *locations

    promoted = {}
    write(archive, "courses", ["course_id", "course_number", "course_name", "location_id"], course_rows())
    write(archive, "locations", ["location_id", "location_name"], (schools | promoted).items())


if __name__ == "__main__":
    source, target, level = arguments()
    with zipfile.ZipFile(source) as package, create(target, level) as archive:
        convert(package, archive)
