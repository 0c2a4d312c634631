"""OneRoster to Apple School Manager with SQL of DuckDB, on all cores."""

import duckdb

from common import TODAY, order, through_files

PERSON = """sourcedId AS person_id, identifier AS person_number, givenName AS first_name,
    middleName AS middle_name, familyName AS last_name"""


def convert(folder):
    db = duckdb.connect()

    def read(name):
        return f"read_csv('{folder}/{name}.csv', header = true, all_varchar = true)"

    def write(name, query):
        if order(name):
            query += f" ORDER BY {', '.join(order(name))}"
        db.execute(f"COPY ({query}) TO '{folder}/asm/{name}.csv' (HEADER, DELIMITER ',')")

    def people(name, role, columns):
        """Writes the people of a role, with as many columns for schools as the person with most needs."""
        db.execute(f"""CREATE TABLE {name} AS
            SELECT *, string_split(orgSourcedIds, ',') AS places FROM {read('users')} WHERE role = '{role}'""")
        width = db.execute(f"SELECT max(len(places)) FROM {name}").fetchone()[0]
        places = ["places[1] AS location_id"] + [f"places[{n}] AS location_id_{n}" for n in range(2, width + 1)]
        write(name, f"SELECT {columns}, {', '.join(places)} FROM {name}")

    db.execute(f"CREATE TABLE orgs AS SELECT sourcedId, name, type = 'school' AS is_school FROM {read('orgs')}")
    people(
        "students",
        "student",
        f"""{PERSON}, regexp_replace(split_part(grades, ',', 1), '^0([1-9])$', '\\1') AS grade_level,
        email AS email_address, username AS sis_username, '' AS password_policy""",
    )
    people("staff", "teacher", f"{PERSON}, email AS email_address, username AS sis_username")

    db.execute(f"CREATE TABLE courses AS SELECT sourcedId, courseCode, title, orgSourcedId FROM {read('courses')}")
    db.execute(f"""CREATE TABLE classes AS
        SELECT c.sourcedId, c.courseSourcedId, c.schoolSourcedId,
            CASE WHEN c.classCode <> '' THEN c.classCode WHEN c.title <> courses.title THEN c.title ELSE '' END AS number
        FROM {read('classes')} c JOIN courses ON courses.sourcedId = c.courseSourcedId
        JOIN orgs ON orgs.sourcedId = c.schoolSourcedId AND orgs.is_school""")
    db.execute("""CREATE TABLE placed AS
        SELECT c.*, CASE WHEN orgs.is_school OR taught.schools > 1 THEN c.orgSourcedId ELSE taught.school END AS location
        FROM courses c JOIN orgs ON orgs.sourcedId = c.orgSourcedId
        LEFT JOIN (SELECT courseSourcedId, count(DISTINCT schoolSourcedId) AS schools, min(schoolSourcedId) AS school
            FROM classes GROUP BY ALL) taught ON taught.courseSourcedId = c.sourcedId
        WHERE orgs.is_school OR taught.schools > 0""")
    write(
        "courses",
        """SELECT sourcedId AS course_id, courseCode AS course_number, title AS course_name, location AS location_id
        FROM placed""",
    )
    write(
        "locations",
        """SELECT sourcedId AS location_id, name AS location_name FROM orgs
        WHERE is_school OR sourcedId IN (SELECT location FROM placed)""",
    )

    db.execute(f"""CREATE TABLE enrollments AS
        SELECT sourcedId, classSourcedId, userSourcedId, role, "primary", beginDate FROM {read('enrollments')}
        WHERE role IN ('student', 'teacher') AND (endDate IS NULL OR endDate = '' OR endDate > '{TODAY}')""")
    write(
        "rosters",
        """SELECT e.sourcedId AS roster_id, classSourcedId AS class_id, userSourcedId AS student_id FROM enrollments e
        WHERE role = 'student' AND classSourcedId IN (SELECT sourcedId FROM classes)
        AND userSourcedId IN (SELECT sourcedId FROM students)""",
    )
    db.execute("""CREATE TABLE teaching AS
        SELECT classSourcedId, list(userSourcedId ORDER BY rank) AS by_rank FROM (
            SELECT classSourcedId, userSourcedId,
                min((coalesce("primary", '') <> 'true', coalesce(nullif(beginDate, ''), '9999'), userSourcedId)) AS rank
            FROM enrollments WHERE role = 'teacher' AND userSourcedId IN (SELECT sourcedId FROM staff) GROUP BY ALL)
        GROUP BY classSourcedId""")
    most = db.execute("SELECT max(len(by_rank)) FROM teaching").fetchone()[0]
    further = [f"by_rank[{n}] AS instructor_id_{n}" for n in range(4, most + 1)]
    columns = [
        "c.sourcedId AS class_id, number AS class_number, courseSourcedId AS course_id, by_rank[1] AS instructor_id",
        "by_rank[2] AS instructor_id_2, by_rank[3] AS instructor_id_3, schoolSourcedId AS location_id",
    ]
    write(
        "classes",
        f"""SELECT {', '.join(columns + further)} FROM classes c
        LEFT JOIN teaching ON teaching.classSourcedId = c.sourcedId""",
    )


if __name__ == "__main__":
    through_files(convert)
