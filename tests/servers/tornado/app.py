"""The User API with Tornado. A user's record and attributes are one store."""
import json
import os
import re
import sys
import time
import uuid
from datetime import date

import tornado.ioloop
import tornado.web

JSON_API = "application/vnd.api+json"
TEXTS = {"firstName", "lastName", "email", "phoneNumber", "pictureUrl", "gender", "birthDate", "locale", "zoneInfo"}
ADDRESS_TEXTS = {"country", "locality", "street", "additionalAddressLink", "region"}
ADDRESS_NUMBERS = {"houseNo", "postalCode"}
FIELDS = TEXTS | {"address"}
EMAIL = re.compile(r"[^\s@\"(),:;<>\[\]\\.]+(\.[^\s@\"(),:;<>\[\]\\.]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])")

users, tokens, created = {}, {}, {}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "people.json"), encoding="utf-8") as file:
    for person in json.load(file)["people"]:
        users[person["id"]] = person["attributes"]
        created[person["id"]] = person["createdAt"]
        tokens[person["token"]] = person


def is_birth_date(value):
    match = re.fullmatch(r"([0-9]{4})(-([0-9]{2})-([0-9]{2})(T(.*))?)?", value)
    if not match:
        return False
    try:
        if match[2]:
            date(int(match[1]) or 2000, int(match[3]), int(match[4]))
    except ValueError:
        return False
    return match[5] is None or re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])", match[6])


def mistakes(given):
    """(member, message) of each attribute that is wrong."""
    for name in TEXTS & given.keys():
        value = given[name]
        if value is None:
            continue
        if not isinstance(value, str):
            yield name, "must be a string"
        elif name == "gender" and value not in ("male", "female", "other"):
            yield name, "must be male, female or other"
        elif name == "email" and not EMAIL.fullmatch(value):
            yield name, "must be an e-mail address"
        elif name == "birthDate" and not is_birth_date(value):
            yield name, "must be a date"
    address = given.get("address")
    if address is not None and not isinstance(address, dict):
        yield "address", "must be an object"
    elif address:
        for name, value in address.items():
            if name in ADDRESS_TEXTS and not isinstance(value, (str, type(None))):
                yield "address/" + name, "must be a string"
            if name in ADDRESS_NUMBERS and (isinstance(value, bool) or not isinstance(value, (str, int, float, type(None)))):
                yield "address/" + name, "must be a string or a number"


class Problem(tornado.web.HTTPError):
    def __init__(self, status, title, code, pointer=None, items=None):
        super().__init__(status, title)
        self.items = items or [{"title": title, "code": code, **({"source": {"pointer": pointer}} if pointer is not None else {})}]


class Handler(tornado.web.RequestHandler):
    SUPPORTED_METHODS = ("GET", "HEAD", "POST", "DELETE", "PATCH", "PUT", "OPTIONS")

    def prepare(self):
        scheme, _, token = self.request.headers.get("Authorization", "").partition(" ")
        person = tokens.get(token) if scheme.lower() == "bearer" else None
        if person is None or person["role"] == "expired":
            raise Problem(401, "Unauthorized", "invalid_token")
        if person["role"] == "unlinked":
            raise Problem(401, "Missing linked identity for authorized access", "missing-linked-identity")
        if person["role"] == "reader" and self.request.method not in ("GET", "HEAD"):
            raise Problem(403, "Forbidden", "insufficient_scope")
        self.person = person

    def set_default_headers(self):
        self.set_header("Content-Type", JSON_API)

    def write_error(self, status, exc_info=None, **kwargs):
        error = exc_info[1] if exc_info else None
        if status == 500:
            status = 501
            self.set_status(501)
        items = getattr(error, "items", None) or [{"title": "Internal server error" if status == 501 else self._reason, "code": "http-%d" % status}]
        if status == 401:
            self.set_header("WWW-Authenticate", "Bearer")
        self.finish(json.dumps({"errors": [{"id": uuid.uuid4().hex, "status": str(status), **item} for item in items]}))

    def document(self):
        try:
            document = json.loads(self.request.body)
            json.dumps(document, allow_nan=False)  # json reads NaN, which is no JSON
            return document
        except (ValueError, RecursionError):
            raise Problem(422, "The body is not JSON", "unparsable")


class UserHandler(Handler):
    def find(self, user_id):
        if not re.fullmatch("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", user_id):
            raise Problem(404, "Resource not found", "not-found")
        user_id = user_id.lower()
        if self.person["role"] != "admin" and self.person["id"] != user_id:
            raise Problem(404, "Resource not found", "not-found")
        if user_id not in users:
            raise Problem(404, "Resource not found", "not-found")
        return user_id

    def show(self, user_id):
        shown = {name: value for name, value in users[user_id].items() if name in FIELDS}
        shown["createdAt"] = created[user_id]
        self.write(json.dumps({"data": {"id": user_id, "type": "User", "attributes": shown}}, sort_keys=True))

    def given(self, user_id):
        ranges = [part.strip().partition(";") for part in self.request.headers.get("Accept", "*/*").lower().split(",")]
        if not any(kind.strip() in ("*/*", "application/*", JSON_API) and not re.search(r"\bq=0(\.0+)?$", more) for kind, _, more in ranges):
            raise Problem(406, "The accept header is invalid", "accept")
        if self.request.headers.get("Content-Type", "").lower() != JSON_API:
            raise Problem(415, "The content type header is invalid", "content-type")
        document = self.document()
        if not isinstance(document, dict):
            raise Problem(422, "The document must be an object", "document", "")
        data = document.get("data")
        if not isinstance(data, dict):
            raise Problem(422, "data must be an object", "data", "/data" if "data" in document else "")
        if data.get("type") != "User":
            raise Problem(422, "type must be User", "type", "/data/type" if "type" in data else "/data")
        if data.get("id", user_id) != user_id:
            raise Problem(422, "id must be the user's", "id", "/data/id")
        if "attributes" not in data:
            raise Problem(422, "attributes is missing", "attributes", "/data")
        given = data["attributes"]
        if not isinstance(given, dict):
            raise Problem(422, "attributes must be an object", "attributes", "/data/attributes")
        if "createdAt" in given:
            raise Problem(403, "createdAt cannot be set", "read-only", "/data/attributes/createdAt")
        items = [{"title": "Invalid attribute", "code": "invalid", "detail": name + " " + message, "source": {"pointer": "/data/attributes/" + name}}
                 for name, message in mistakes(given)]
        if items:
            raise Problem(422, "Invalid attribute", "invalid", items=items)
        return {name: value for name, value in given.items() if name in FIELDS}

    def get(self, user_id):
        self.show(self.find(user_id))

    def put(self, user_id):
        user_id = self.find(user_id)
        given = self.given(user_id)
        kept = {name: value for name, value in users[user_id].items() if name not in FIELDS}
        users[user_id] = {**kept, **{name: value for name, value in given.items() if value is not None}}
        self.show(user_id)

    def patch(self, user_id):
        user_id = self.find(user_id)
        for name, value in self.given(user_id).items():
            if value is None:
                users[user_id].pop(name, None)
            else:
                users[user_id][name] = value
        self.show(user_id)


class AttributesHandler(Handler):
    def get(self):
        self.set_header("Content-Type", "application/json")
        self.write(json.dumps(users[self.person["id"]]))

    def put(self):
        given = self.document()
        if not isinstance(given, dict):
            raise Problem(422, "The body must be an object", "document", "")
        if "createdAt" in given:
            raise Problem(403, "createdAt cannot be set", "read-only", "/createdAt")
        items = [{"title": "Invalid attribute", "code": "invalid", "detail": name + " " + message, "source": {"pointer": "/" + name}}
                 for name, message in mistakes(given)]
        if items:
            raise Problem(422, "Invalid attribute", "invalid", items=items)
        users[self.person["id"]].update(given)
        self.set_status(204)
        self.clear_header("Content-Type")


class NotFoundHandler(Handler):
    def prepare(self):
        raise Problem(404, "Resource not found", "not-found")


if __name__ == "__main__":
    application = tornado.web.Application([
        (r"/user/[^/]+/users/([^/]+)", UserHandler),
        (r"/user/[^/]+/attributes", AttributesHandler),
    ], default_handler_class=NotFoundHandler)
    application.listen(int(sys.argv[1]), "127.0.0.1")
    tornado.ioloop.IOLoop.current().start()
