"""OneRoster to Apple School Manager with lazy frames of Polars, on all cores."""

import polars as pl
from polars import col

from common import TODAY, location_columns, order, through_files

PERSON = {
    "person_id": "sourcedId",
    "person_number": "identifier",
    "first_name": "givenName",
    "middle_name": "middleName",
    "last_name": "familyName",
}
ACCOUNT = {"email_address": "email", "sis_username": "username"}


def renamed(names):
    return [col(old).alias(new) for new, old in names.items()]


def convert(folder):
    def read(name):
        return pl.scan_csv(f"{folder}/{name}.csv", infer_schema=False, empty_string_is_null=False)

    def write(name, frame):
        frame = frame.lazy().sort(order(name)) if order(name) else frame.lazy()
        frame.sink_csv(f"{folder}/asm/{name}.csv")

    orgs = read("orgs").select("sourcedId", "type", "name").collect()
    schools = orgs.filter(col("type") == "school")

    users = read("users")

    def people(role, *columns):
        """Returns the people of a role, with as many columns for schools as the person with most needs."""
        chosen = users.filter(col("role") == role)
        chosen = chosen.select(*columns, places=col("orgSourcedIds").str.split(",")).collect()
        width = chosen["places"].list.len().max()
        places = [
            col("places").list.get(number, null_on_oob=True).alias(name)
            for number, name in enumerate(location_columns(width))
        ]
        return chosen.with_columns(places).drop("places")

    grade = col("grades").str.split(",").list.first().str.replace("^0([1-9])$", "$1").alias("grade_level")
    policy = pl.lit("").alias("password_policy")
    students = people("student", *renamed(PERSON), grade, *renamed(ACCOUNT), policy)
    staff = people("teacher", *renamed(PERSON), *renamed(ACCOUNT))
    write("students", students)
    write("staff", staff)

    courses = read("courses").select("sourcedId", "courseCode", "title", "orgSourcedId").collect()
    classes = (
        read("classes")
        .select("sourcedId", "title", "classCode", "courseSourcedId", "schoolSourcedId")
        .join(schools.lazy(), left_on="schoolSourcedId", right_on="sourcedId", how="semi")
        .join(courses.lazy(), left_on="courseSourcedId", right_on="sourcedId", suffix="OfCourse")
        .select(
            class_id="sourcedId",
            class_number=pl.when(col("classCode") != "")
            .then("classCode")
            .when(col("title") != col("titleOfCourse"))
            .then("title")
            .otherwise(pl.lit("")),
            course_id="courseSourcedId",
            location_id="schoolSourcedId",
        )
        .collect()
    )
    taught = classes.group_by("course_id").agg(
        schools=col("location_id").n_unique(), school=col("location_id").min()
    )
    is_school = col("orgSourcedId").is_in(schools["sourcedId"].implode())
    placed = (
        courses.join(taught, left_on="sourcedId", right_on="course_id", how="left")
        .filter(is_school | (col("schools") > 0))
        .select(
            course_id="sourcedId",
            course_number="courseCode",
            course_name="title",
            location_id=pl.when(is_school | (col("schools") > 1)).then("orgSourcedId").otherwise("school"),
        )
    )
    write("courses", placed)
    is_location = (col("type") == "school") | col("sourcedId").is_in(placed["location_id"].implode())
    write("locations", orgs.filter(is_location).select(location_id="sourcedId", location_name="name"))

    enrollments = read("enrollments").filter((col("endDate") == "") | (col("endDate") > TODAY))
    write(
        "rosters",
        enrollments.filter(col("role") == "student")
        .select(roster_id="sourcedId", class_id="classSourcedId", student_id="userSourcedId")
        .join(classes.lazy(), on="class_id", how="semi")
        .join(students.lazy(), left_on="student_id", right_on="person_id", how="semi"),
    )
    teaching = (
        enrollments.filter(col("role") == "teacher")
        .join(staff.lazy(), left_on="userSourcedId", right_on="person_id", how="semi")
        .select(
            "classSourcedId",
            "userSourcedId",
            second=col("primary") != "true",
            begin=pl.when(col("beginDate") == "").then(pl.lit("9999")).otherwise("beginDate"),
        )
        .sort("second", "begin", "userSourcedId")
        .group_by("classSourcedId", maintain_order=True)
        .agg(teachers=col("userSourcedId").unique(maintain_order=True))
        .collect()
    )
    width = max(3, teaching["teachers"].list.len().max() or 0)

    def instructor(number):
        name = "instructor_id" if number == 1 else f"instructor_id_{number}"
        return col("teachers").list.get(number - 1, null_on_oob=True).alias(name)

    write(
        "classes",
        classes.join(teaching, left_on="class_id", right_on="classSourcedId", how="left").select(
            "class_id",
            "class_number",
            "course_id",
            *(instructor(number) for number in (1, 2, 3)),
            "location_id",
            *(instructor(number) for number in range(4, width + 1)),
        ),
    )


if __name__ == "__main__":
    through_files(convert)
