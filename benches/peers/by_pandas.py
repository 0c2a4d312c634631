"""OneRoster to Apple School Manager with data frames of pandas."""

import zipfile

import numpy as np
import pandas as pd

from common import TODAY, arguments, create, location_columns

PERSON = {
    "sourcedId": "person_id",
    "identifier": "person_number",
    "givenName": "first_name",
    "middleName": "middle_name",
    "familyName": "last_name",
    "grades": "grade_level",
    "email": "email_address",
    "username": "sis_username",
}


def convert(package, archive):
    def read(name, columns):
        with package.open(f"{name}.csv") as file:
            return pd.read_csv(file, usecols=columns, dtype=str, keep_default_na=False)[columns]

    def write(name, frame):
        with archive.open(f"{name}.csv", "w", force_zip64=True) as file:
            frame.to_csv(file, index=False, lineterminator="\n")

    orgs = read("orgs", ["sourcedId", "type", "name"])
    schools = orgs.loc[orgs["type"] == "school", "sourcedId"]

    users = read("users", [*PERSON, "role", "orgSourcedIds"])

    def people(role):
        """Returns the people of a role, with as many columns for schools as the person with most needs."""
        chosen = users[users["role"] == role]
        places = chosen["orgSourcedIds"].str.split(",", expand=True)
        places.columns = location_columns(places.shape[1])
        return pd.concat([chosen[list(PERSON)].rename(columns=PERSON), places], axis="columns")

    students = people("student")
    grades = students["grade_level"].str.split(",").str[0]
    students["grade_level"] = grades.str.replace("^0([1-9])$", r"\1", regex=True)
    students.insert(students.columns.get_loc("location_id"), "password_policy", "")
    staff = people("teacher").drop(columns="grade_level")
    write("students", students)
    write("staff", staff)
    del users

    courses = read("courses", ["sourcedId", "courseCode", "title", "orgSourcedId"])
    classes = read("classes", ["sourcedId", "title", "classCode", "courseSourcedId", "schoolSourcedId"])
    classes = classes[classes["schoolSourcedId"].isin(schools)]
    title = classes["courseSourcedId"].map(courses.set_index("sourcedId")["title"])
    number = classes["classCode"].mask(classes["classCode"] == "", classes["title"].mask(classes["title"] == title, ""))
    classes = pd.DataFrame(
        {
            "class_id": classes["sourcedId"],
            "class_number": number,
            "course_id": classes["courseSourcedId"],
            "location_id": classes["schoolSourcedId"],
        }
    )

    taught = classes.groupby("course_id")["location_id"].agg(["nunique", "min"])
    courses = courses.join(taught, on="sourcedId")
    is_school = courses["orgSourcedId"].isin(schools)
    courses["location_id"] = np.where(is_school | (courses["nunique"] > 1), courses["orgSourcedId"], courses["min"])
    courses = courses[is_school | (courses["nunique"] > 0)]
    names = {"sourcedId": "course_id", "courseCode": "course_number", "title": "course_name"}
    write("courses", courses.rename(columns=names)[[*names.values(), "location_id"]])
    locations = orgs[(orgs["type"] == "school") | orgs["sourcedId"].isin(courses["location_id"])]
    names = {"sourcedId": "location_id", "name": "location_name"}
    write("locations", locations.rename(columns=names)[list(names.values())])

    columns = ["sourcedId", "classSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate"]
    enrollments = read("enrollments", columns)
    enrollments = enrollments[(enrollments["endDate"] == "") | (enrollments["endDate"] > TODAY)]
    rosters = enrollments[
        (enrollments["role"] == "student")
        & enrollments["classSourcedId"].isin(classes["class_id"])
        & enrollments["userSourcedId"].isin(students["person_id"])
    ]
    names = {"sourcedId": "roster_id", "classSourcedId": "class_id", "userSourcedId": "student_id"}
    write("rosters", rosters.rename(columns=names)[list(names.values())])

    teaching = enrollments[
        (enrollments["role"] == "teacher") & enrollments["userSourcedId"].isin(staff["person_id"])
    ]
    teaching = teaching.assign(second=teaching["primary"] != "true", begin=teaching["beginDate"].replace("", "9999"))
    teaching = teaching.sort_values(["classSourcedId", "second", "begin", "userSourcedId"])
    teaching = teaching.drop_duplicates(["classSourcedId", "userSourcedId"])
    place = teaching.groupby("classSourcedId").cumcount() + 1
    teachers = teaching.assign(place=place).pivot(index="classSourcedId", columns="place", values="userSourcedId")
    width = max(3, teachers.shape[1])
    teachers = teachers.reindex(columns=range(1, width + 1))
    teachers.columns = ["instructor_id"] + [f"instructor_id_{number}" for number in range(2, width + 1)]
    header = ["class_id", "class_number", "course_id", *teachers.columns[:3], "location_id", *teachers.columns[3:]]
    write("classes", classes.join(teachers, on="class_id")[header])


if __name__ == "__main__":
    source, target, level = arguments()
    with zipfile.ZipFile(source) as package, create(target, level) as archive:
        convert(package, archive)
