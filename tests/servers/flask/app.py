"""The User API with Flask and jsonschema."""
import json
import os
import re
import threading
from datetime import date, datetime

from flask import Flask, g, jsonify, request
from jsonschema import Draft7Validator, FormatChecker
from werkzeug.exceptions import HTTPException

JSON_API = "application/vnd.api+json"
PEOPLE = os.path.join(os.path.dirname(__file__), "..", "people.json")

app = Flask(__name__)
app.json.compact = False
app.json.ensure_ascii = False
lock = threading.Lock()
people = {}
tokens = {}
extra = {}

with open(PEOPLE, encoding="utf-8") as file:
    for person in json.load(file)["people"]:
        people[person["id"]] = {**person["attributes"], "createdAt": person["createdAt"]}
        tokens[person["token"]] = person
        extra[person["id"]] = {}

formats = FormatChecker(formats=())
LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@" + LABEL + r"(\." + LABEL + r")+")
DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)")


@formats.checks("email")
def is_email(value):
    return not isinstance(value, str) or EMAIL.fullmatch(value) is not None


@formats.checks("birth-date")
def is_birth_date(value):
    if not isinstance(value, str) or re.fullmatch(r"[0-9]{4}", value, re.ASCII):
        return True
    day = value
    if "T" in value:
        match = DATE_TIME.fullmatch(value)
        if not match:
            return False
        day = match[1]
        try:
            datetime.strptime(match[2], "%H:%M:%S")
        except ValueError:
            return False
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day, re.ASCII):
        return False
    try:
        date.fromisoformat(day.replace("0000", "2000", 1) if day.startswith("0000") else day)
        return True
    except ValueError:
        return False


def text(**more):
    return {"type": ["string", "null"], **more}


SCHEMA = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "data": {
            "type": "object",
            "required": ["type"],
            "properties": {
                "type": {"const": "User"},
                "id": {"type": "string"},
                "attributes": {
                    "type": "object",
                    "properties": {
                        "firstName": text(),
                        "lastName": text(),
                        "email": text(format="email"),
                        "phoneNumber": text(),
                        "pictureUrl": text(),
                        "gender": {"enum": ["male", "female", "other", None]},
                        "birthDate": text(format="birth-date"),
                        "locale": text(),
                        "zoneInfo": text(),
                        "address": {
                            "type": ["object", "null"],
                            "properties": {
                                "country": text(),
                                "locality": text(),
                                "street": text(),
                                "houseNo": {"type": ["string", "number", "null"]},
                                "additionalAddressLink": text(),
                                "region": text(),
                                "postalCode": {"type": ["string", "number", "null"]},
                            },
                        },
                    },
                },
            },
        }
    },
}
ATTRIBUTES = SCHEMA["properties"]["data"]["properties"]["attributes"]["properties"]
validator = Draft7Validator(SCHEMA, format_checker=formats)


class Problem(Exception):
    def __init__(self, status, title, detail=None, code=None, pointer=None, headers=None):
        error = {"status": str(status), "title": title, "code": code or title.lower().replace(" ", "-")}
        if detail:
            error["detail"] = detail
        if pointer is not None:
            error["source"] = {"pointer": pointer}
        self.status, self.errors, self.headers = status, [error], headers or {}


def errors(status, items, headers=None):
    for item in items:
        item["id"] = os.urandom(8).hex()
    response = jsonify(errors=items)
    response.status_code = status
    response.mimetype = JSON_API
    response.headers.update(headers or {})
    return response


@app.errorhandler(Problem)
def on_problem(problem):
    return errors(problem.status, problem.errors, problem.headers)


@app.errorhandler(HTTPException)
def on_http(error):
    response = errors(error.code, [{"status": str(error.code), "title": error.name, "code": error.name.lower().replace(" ", "-"),
                                    "detail": error.description}])
    if error.code == 405:
        response.headers["Allow"] = ", ".join(error.valid_methods or [])
    return response


@app.errorhandler(Exception)
def on_exception(error):
    app.logger.exception(error)
    return errors(501, [{"status": "501", "title": "Internal server error", "code": "internal"}])


@app.before_request
def authenticate():
    if request.url_rule is None:
        return
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    person = tokens.get(token.strip()) if scheme.lower() == "bearer" else None
    if person is None or person["role"] == "expired":
        raise Problem(401, "Unauthorized", "The access token is missing, invalid or expired.", headers={"WWW-Authenticate": "Bearer"})
    if person["role"] == "unlinked":
        raise Problem(401, "Missing linked identity for authorized access", code="missing-linked-identity",
                      headers={"WWW-Authenticate": "Bearer"})
    if request.method in ("PUT", "PATCH") and person["role"] == "reader":
        raise Problem(403, "Forbidden", "The token lacks the scope user:users:write.")
    g.person = person


def find(user_id):
    user_id = str(user_id)
    if g.person["role"] != "admin" and g.person["id"] != user_id:
        raise Problem(403, "Forbidden", "The token is another user's.")
    if user_id not in people:
        raise Problem(404, "Resource not found")
    return user_id


def show(user_id):
    response = jsonify(data={"type": "User", "id": user_id, "attributes": people[user_id]})
    response.mimetype = JSON_API
    return response


def parse():
    try:
        document = json.loads(request.get_data())
        # Lone surrogates, NaN and infinite numbers are nothing that an answer could carry.
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode("utf-8")
        return document
    except (ValueError, RecursionError) as error:
        raise Problem(400, "Bad request", str(error))


def body(user_id):
    if request.accept_mimetypes and not request.accept_mimetypes.best_match([JSON_API]):
        raise Problem(406, "Not acceptable", "This resource is application/vnd.api+json.")
    if request.mimetype != JSON_API:
        raise Problem(415, "Unsupported media type", "Send application/vnd.api+json.")
    document = parse()
    problems = []
    for found in validator.iter_errors(document):
        pointer = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in found.absolute_path)
        problems.append({"status": "422", "title": "Invalid value", "code": "invalid", "detail": found.message,
                         "source": {"pointer": pointer}})
    if problems:
        problem = Problem(422, "Invalid")
        problem.errors = problems
        raise problem
    data = document["data"]
    if data.get("id", user_id) != user_id:
        raise Problem(422, "Invalid value", "The id is not the one of the path.", pointer="/data/id")
    return data.get("attributes")


def store(user_id, wanted):
    email = wanted.get("email")
    if email:
        for other, record in people.items():
            if other != user_id and (record.get("email") or "").lower() == email.lower():
                raise Problem(409, "Conflict", "This e-mail address is taken.", pointer="/data/attributes/email")
    people[user_id] = wanted


@app.get("/user/<version>/users/<uuid:user_id>")
def get_user(version, user_id):
    return show(find(user_id))


@app.put("/user/<version>/users/<uuid:user_id>")
def set_user(version, user_id):
    user_id = find(user_id)
    given = body(user_id)
    if given is None:
        raise Problem(422, "Invalid value", "attributes is missing.", pointer="/data")
    with lock:
        wanted = {"createdAt": people[user_id]["createdAt"]}
        wanted.update({name: value for name, value in given.items() if name in ATTRIBUTES and value is not None})
        store(user_id, wanted)
        return show(user_id)


@app.patch("/user/<version>/users/<uuid:user_id>")
def update_user(version, user_id):
    user_id = find(user_id)
    given = body(user_id) or {}
    with lock:
        wanted = dict(people[user_id])
        for name, value in given.items():
            if name not in ATTRIBUTES:
                continue
            if name == "address" and isinstance(value, dict):
                value = {**(wanted.get("address") or {}), **value}
            if value is None:
                wanted.pop(name, None)
            else:
                wanted[name] = value
        store(user_id, wanted)
        return show(user_id)


@app.get("/user/<version>/attributes")
def get_attributes(version):
    return jsonify(extra[g.person["id"]])


@app.put("/user/<version>/attributes")
def set_attributes(version):
    if request.mimetype != "application/json":
        raise Problem(415, "Unsupported media type", "Send application/json.")
    given = parse()
    if not isinstance(given, dict):
        raise Problem(400, "Bad request", "The body must be an object.", pointer="")
    with lock:
        extra[g.person["id"]] = {**extra[g.person["id"]], **given}
    return "", 204
