"""The User API with FastAPI and pydantic."""
import json
import re
import threading
import uuid
from datetime import date, datetime
from pathlib import Path
from typing import Any, Dict, List, Literal, Optional, Union

from fastapi import Body, Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer
from pydantic import BaseModel, DictError, EmailStr, StrictFloat, StrictInt, StrictStr, validator
from starlette.exceptions import HTTPException as StarletteHTTPException

JSON_API = "application/vnd.api+json"
lock = threading.Lock()
people: Dict[uuid.UUID, dict] = {}
tokens: Dict[str, dict] = {}
extra: Dict[uuid.UUID, dict] = {}

for person in json.loads((Path(__file__).parent / ".." / "people.json").read_text("utf-8"))["people"]:
    person["id"] = uuid.UUID(person["id"])
    created = datetime.fromisoformat(person["createdAt"].replace("Z", "+00:00"))
    people[person["id"]] = {**person["attributes"], "createdAt": created}
    tokens[person["token"]] = person
    extra[person["id"]] = {}


class JsonApiResponse(JSONResponse):
    media_type = JSON_API


async def unicode_alone(request: Request):
    """Refuses what no answer could carry: lone surrogates, and numbers that are infinite here."""
    try:
        document = await request.json()
    except (ValueError, RecursionError):
        return
    try:
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except ValueError as error:
        raise HTTPException(422, {"title": "Invalid value", "detail": str(error).split(":")[0]})
    except RecursionError:
        raise HTTPException(400, {"title": "Bad request", "detail": "nested too deeply"})


class Model(BaseModel):
    """A model that takes objects alone: pydantic reads a list of pairs as one."""

    @classmethod
    def validate(cls, value):
        if not isinstance(value, (dict, cls)):
            raise DictError()
        return super().validate(value)


class Address(Model):
    country: Optional[StrictStr]
    locality: Optional[StrictStr]
    street: Optional[StrictStr]
    houseNo: Union[StrictStr, StrictInt, StrictFloat, None]
    additionalAddressLink: Optional[StrictStr]
    region: Optional[StrictStr]
    postalCode: Union[StrictStr, StrictInt, StrictFloat, None]


class Attributes(Model):
    firstName: Optional[StrictStr]
    lastName: Optional[StrictStr]
    email: Optional[EmailStr]
    phoneNumber: Optional[StrictStr]
    pictureUrl: Optional[StrictStr]
    gender: Optional[Literal["male", "female", "other"]]
    birthDate: Optional[StrictStr]
    address: Optional[Address]
    locale: Optional[StrictStr]
    zoneInfo: Optional[StrictStr]

    @validator("birthDate")
    def birth_date(cls, value):
        if value is None or re.fullmatch("[0-9]{4}", value):
            return value
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(T.*)?", value)
        if not match:
            raise ValueError("neither a date nor a year")
        date(int(match[1]) or 2000, int(match[2]), int(match[3]))
        if match[4] and not re.fullmatch(r"T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)", match[4], re.ASCII):
            raise ValueError("no date-time")
        return value


class Data(Model):
    type: Literal["User"]
    id: Optional[uuid.UUID]


class SetData(Data):
    attributes: Attributes


class SetUser(Model):
    data: SetData


class UpdateData(Data):
    attributes: Attributes = Attributes()


class UpdateUser(Model):
    data: UpdateData


class ShownAttributes(Attributes):
    email: Optional[str]
    createdAt: Optional[datetime]


class ShownData(BaseModel):
    type: str = "User"
    id: uuid.UUID
    attributes: ShownAttributes


class Shown(BaseModel):
    data: ShownData


app = FastAPI(title="User API", default_response_class=JsonApiResponse)
bearer = HTTPBearer(auto_error=False)


def problem(status: int, title: str, **members):
    return HTTPException(status, {"title": title, **members}, {"WWW-Authenticate": "Bearer"} if status == 401 else None)


def error_response(status: int, items: List[dict], headers=None):
    return JsonApiResponse({"errors": [{"id": str(uuid.uuid4()), "status": str(status), **item} for item in items]}, status, headers)


@app.exception_handler(StarletteHTTPException)
async def http_problem(request: Request, error: StarletteHTTPException):
    detail = error.detail if isinstance(error.detail, dict) else {"title": error.detail}
    return error_response(error.status_code, [{"code": detail["title"].lower().replace(" ", "-"), **detail}], error.headers)


@app.exception_handler(RequestValidationError)
async def invalid(request: Request, error: RequestValidationError):
    items = []
    for found in error.errors():
        where = list(found["loc"])
        if where[0] == "path":
            return error_response(404, [{"title": "Resource not found", "code": "resource-not-found"}])
        item = {"title": "Invalid value", "code": found["type"], "detail": found["msg"]}
        if where[0] == "body" and found["type"] != "value_error.jsondecode":
            if found["type"] == "value_error.missing":
                where.pop()
            item["source"] = {"pointer": "".join(f"/{part}" for part in where[1:])}
        items.append(item)
    return error_response(422, items)


@app.exception_handler(Exception)
async def internal(request: Request, error: Exception):
    return error_response(501, [{"title": "Internal server error", "code": "internal"}])


def caller(credentials=Depends(bearer)):
    person = tokens.get(credentials.credentials) if credentials else None
    if person is None or person["role"] == "expired":
        raise problem(401, "Unauthorized")
    if person["role"] == "unlinked":
        raise problem(401, "Missing linked identity for authorized access", code="missing-linked-identity")
    return person


def writer(person=Depends(caller)):
    if person["role"] == "reader":
        raise problem(403, "Forbidden", detail="user:users:write is missing")
    return person


def allowed(person, user_id):
    if person["role"] != "admin" and person["id"] != user_id:
        raise problem(403, "Forbidden", detail="another user's record")
    if user_id not in people:
        raise problem(404, "Resource not found")


def target(user_id: uuid.UUID, person=Depends(writer), accept: str = Header("*/*"), content_type: str = Header("")):
    allowed(person, user_id)
    ranges = [part.split(";")[0].strip().lower() for part in accept.split(",") if not re.search(r";\s*q=0(\.0*)?\s*$", part)]
    if not {"*/*", "application/*", JSON_API} & set(ranges):
        raise problem(406, "Not acceptable")
    if content_type.lower() != JSON_API:
        raise problem(415, "Unsupported media type")
    return user_id


def show(user_id):
    return Shown(data=ShownData(id=user_id, attributes=people[user_id]))


def store(user_id, data, wanted):
    if data.id is not None and data.id != user_id:
        raise problem(422, "Invalid value", source={"pointer": "/data/id"})
    number = wanted.get("phoneNumber")
    if number and any(other != user_id and record.get("phoneNumber") == number for other, record in people.items()):
        raise problem(422, "Phone number is taken", source={"pointer": "/data/attributes/phoneNumber"})
    people[user_id] = wanted
    return show(user_id)


@app.get("/user/{version}/users/{user_id}", response_model=Shown)
def get_user(user_id: uuid.UUID, person=Depends(caller)):
    allowed(person, user_id)
    return show(user_id)


@app.put("/user/{version}/users/{user_id}", response_model=Shown, dependencies=[Depends(unicode_alone)])
def set_user(document: SetUser, user_id: uuid.UUID = Depends(target)):
    with lock:
        wanted = {**document.data.attributes.dict(), "createdAt": people[user_id]["createdAt"]}
        return store(user_id, document.data, wanted)


@app.patch("/user/{version}/users/{user_id}", response_model=Shown, dependencies=[Depends(unicode_alone)])
def update_user(document: UpdateUser, user_id: uuid.UUID = Depends(target)):
    with lock:
        given = document.data.attributes.dict(exclude_unset=True)
        wanted = {**people[user_id], **given}
        if given.get("address") is not None:
            wanted["address"] = {**(people[user_id].get("address") or {}), **given["address"]}
        return store(user_id, document.data, wanted)


@app.get("/user/{version}/attributes", response_class=JSONResponse)
def get_attributes(person=Depends(caller)):
    return JSONResponse(extra[person["id"]])


@app.put("/user/{version}/attributes", status_code=204, response_class=Response, dependencies=[Depends(unicode_alone)])
def set_attributes(given: Any = Body(...), person=Depends(writer)):
    if not isinstance(given, dict):
        raise problem(422, "Not an object", source={"pointer": ""})
    with lock:
        extra[person["id"]] = {**extra[person["id"]], **given}
