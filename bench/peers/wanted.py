"""For the peers in Python: what a snapshot asks for. See README.md."""
import datetime
import glob
import json
import os


def load(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return json.load(file)


def records(folder, kind):
    return {record["id"]: record for path in glob.glob(os.path.join(folder, kind, "*.json"))
            if os.path.basename(path) != "absent.json" for record in load(path)}


def recently_absent(snapshot, kind):
    return {item["id"] for item in load(snapshot, kind, "absent.json") if len(item["missed"]) < 3}


def wanted_classes(snapshot, as_of):
    terms = {term["id"]: term for term in load(snapshot, "terms.json")}
    courses = {course["id"]: course for course in load(snapshot, "courses.json")}
    ended = str(datetime.date.fromisoformat(as_of) - datetime.timedelta(days=14))
    wanted = {}
    for key, section in records(snapshot, "sections").items():
        term = terms.get(section.get("term_id"), {})
        if term.get("end_date", ended) >= ended:
            course = courses.get(section.get("course"), {})
            wanted[key] = {"name": section.get("name") or course.get("name") or "Untitled class",
                           "term": term.get("name"), "subject": section.get("subject"),
                           "grade": section.get("grade"), "school": section.get("school"),
                           "teachers": section.get("teachers", []), "students": set(section.get("students", []))}
    return wanted


def wanted_students(students, classes):
    enrolled = set().union(*(item["students"] for item in classes.values()))
    return {key: {"first_name": student["name"].get("first"), "last_initial": student["name"].get("last_initial"),
                  "grade": student.get("grade"), "school": student.get("school")}
            for key, student in students.items() if key in enrolled}


def wanted_teachers(teachers, classes):
    teaching = {teacher for item in classes.values() for teacher in item["teachers"]}
    return {key: {"first_name": teacher["name"].get("first"), "last_name": teacher["name"].get("last"),
                  "email": teacher.get("email"), "school": teacher.get("school")}
            for key, teacher in teachers.items() if key in teaching}
