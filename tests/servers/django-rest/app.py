"""The User API with Django REST framework: model, serializers, views, in one file."""
import json
import os
import re
import threading
import uuid
from datetime import date

import django
from django.conf import settings

HERE = os.path.dirname(os.path.abspath(__file__))
settings.configure(
    DEBUG=False,
    SECRET_KEY=uuid.uuid4().hex,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["rest_framework"],
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DATABASE"], "OPTIONS": {"timeout": 20}}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
    TIME_ZONE="Europe/Berlin",
    REST_FRAMEWORK={"UNAUTHENTICATED_USER": None},
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import authentication, exceptions, parsers, permissions, renderers, serializers, views  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.validators import UniqueValidator  # noqa: E402

JSON_API = "application/vnd.api+json"
lock = threading.Lock()


class Person(models.Model):
    class Meta:
        app_label = "people"

    id = models.UUIDField(primary_key=True)
    token = models.CharField(max_length=100, unique=True)
    role = models.CharField(max_length=20)
    first_name = models.TextField(null=True)
    last_name = models.TextField(null=True)
    email = models.TextField(null=True, unique=True)
    phone_number = models.TextField(null=True)
    picture_url = models.TextField(null=True)
    gender = models.CharField(max_length=10, null=True)
    created_at = models.DateTimeField()
    birth_date = models.CharField(max_length=40, null=True)
    address = models.JSONField(null=True)
    locale = models.TextField(null=True)
    zone_info = models.TextField(null=True)
    attributes = models.JSONField(default=dict)

    is_authenticated = True


class Text(serializers.CharField):
    """A CharField that takes text alone."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            raise serializers.ValidationError("Not a valid string.")
        return super().to_internal_value(data)


class Email(serializers.EmailField):
    def to_internal_value(self, data):
        if not isinstance(data, str):
            raise serializers.ValidationError("Not a valid string.")
        return super().to_internal_value(data)


class NumberOrText(serializers.CharField):
    """A house number or postal code: CharField keeps it as text."""


class BirthDate(Text):
    def to_internal_value(self, data):
        data = super().to_internal_value(data)
        match = re.fullmatch(r"([0-9]{4})(-([0-9]{2})-([0-9]{2})(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}))?)?", data)
        try:
            if not match:
                raise ValueError
            if match[2]:
                date(int(match[1]) or 2000, int(match[3]), int(match[4]))
        except ValueError:
            raise serializers.ValidationError("Not a date YYYY-MM-DD, nor a year YYYY.")
        return data


OPTIONAL = {"required": False, "allow_null": True, "allow_blank": True}


class Address(serializers.Serializer):
    country = Text(**OPTIONAL)
    locality = Text(**OPTIONAL)
    street = Text(**OPTIONAL)
    houseNo = NumberOrText(**OPTIONAL)
    additionalAddressLink = Text(**OPTIONAL)
    region = Text(**OPTIONAL)
    postalCode = NumberOrText(**OPTIONAL)


class Attributes(serializers.ModelSerializer):
    class Meta:
        model = Person
        fields = ["firstName", "lastName", "email", "phoneNumber", "pictureUrl", "gender", "createdAt", "birthDate", "address",
                  "locale", "zoneInfo"]

    firstName = Text(source="first_name", **OPTIONAL)
    lastName = Text(source="last_name", **OPTIONAL)
    email = Email(required=False, allow_null=True, validators=[UniqueValidator(Person.objects.all(), lookup="iexact")])
    phoneNumber = Text(source="phone_number", **OPTIONAL)
    pictureUrl = Text(source="picture_url", **OPTIONAL)
    gender = serializers.ChoiceField(["male", "female", "other"], required=False, allow_null=True)
    createdAt = serializers.DateTimeField(source="created_at", read_only=True)
    birthDate = BirthDate(source="birth_date", required=False, allow_null=True)
    address = Address(required=False, allow_null=True)
    locale = Text(**OPTIONAL)
    zoneInfo = Text(source="zone_info", **OPTIONAL)

    def update(self, instance, validated_data):
        if self.partial and validated_data.get("address"):
            validated_data["address"] = {**(instance.address or {}), **validated_data["address"]}
        if not self.partial:
            for field in self.fields.values():
                if not field.read_only:
                    validated_data.setdefault(field.source, None)
        for name, value in validated_data.items():
            setattr(instance, name, value)
        instance.save(update_fields=list(validated_data) or None)
        return instance


class JsonApiRenderer(renderers.JSONRenderer):
    media_type = JSON_API
    format = "json-api"


class PlainJsonRenderer(renderers.JSONRenderer):
    """JSON for the attributes; errors stay JSON:API documents."""


class PlainJsonParser(parsers.JSONParser):
    def parse(self, stream, media_type=None, parser_context=None):
        try:
            document = super().parse(stream, media_type, parser_context)
            # Lone surrogates and infinite numbers are nothing that an answer could carry.
            json.dumps(document, ensure_ascii=False, allow_nan=False).encode("utf-8")
            return document
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError(f"JSON parse error - {error}")


class JsonApiParser(PlainJsonParser):
    media_type = JSON_API


class Bearer(authentication.BaseAuthentication):
    def authenticate_header(self, request):
        return "Bearer"

    def authenticate(self, request):
        words = authentication.get_authorization_header(request).split()
        if len(words) != 2 or words[0].lower() != b"bearer":
            raise exceptions.NotAuthenticated()
        person = Person.objects.filter(token=words[1].decode("latin-1")).first()
        if person is None or person.role == "expired":
            raise exceptions.AuthenticationFailed("Invalid token.")
        if person.role == "unlinked":
            raise exceptions.AuthenticationFailed("Missing linked identity for authorized access", code="missing-linked-identity")
        return person, None


class WriteScope(permissions.BasePermission):
    message = "The token lacks the scope user:users:write."

    def has_permission(self, request, view):
        return request.method in permissions.SAFE_METHODS or request.user.role != "reader"


class NotProcessable(exceptions.APIException):
    status_code = 422
    default_code = "invalid"


def flatten(detail, pointer):
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from flatten(inner, pointer if name == "non_field_errors" else pointer + "/" + name)
    elif isinstance(detail, list):
        for inner in detail:
            yield from flatten(inner, pointer)
    else:
        yield pointer, detail


def problems(error, context):
    response = views.exception_handler(error, context)
    if response is None:
        import logging
        logging.exception("internal error")
        response = Response(status=501)
        found = [(None, exceptions.ErrorDetail("Internal server error", "internal"))]
    elif isinstance(error, exceptions.ValidationError):
        response.status_code = 422
        found = list(flatten(error.detail, "/data/attributes"))
    else:
        detail = response.data["detail"]
        found = [(getattr(error, "pointer", None), detail)]
    items = []
    for pointer, detail in found:
        item = {"id": str(uuid.uuid4()), "status": str(response.status_code), "code": str(detail.code), "title": str(detail)}
        if pointer is not None:
            item["source"] = {"pointer": pointer}
        items.append(item)
    response.data = {"errors": items}
    response.content_type = JSON_API
    return response


def invalid(message, pointer):
    error = NotProcessable(message)
    error.pointer = pointer
    return error


class ApiView(views.APIView):
    authentication_classes = [Bearer]
    permission_classes = [WriteScope]
    renderer_classes = [JsonApiRenderer]
    parser_classes = [JsonApiParser]

    def get_exception_handler(self):
        return problems


class UserView(ApiView):
    def find(self, request, user_id):
        if request.user.role != "admin" and request.user.id != user_id:
            raise exceptions.PermissionDenied()
        person = Person.objects.filter(id=user_id).first()
        if person is None:
            raise exceptions.NotFound()
        return person

    def answer(self, person):
        attributes = Attributes(person).data
        return Response({"data": {"type": "User", "id": str(person.id), "attributes": attributes}, "links": {"self": self.request.path}})

    def get(self, request, version, user_id):
        return self.answer(self.find(request, user_id))

    def write(self, request, user_id, partial):
        self.find(request, user_id)
        document = request.data
        if not isinstance(document, dict):
            raise invalid("The document must be an object.", "")
        data = document.get("data")
        if not isinstance(data, dict):
            raise invalid("data must be an object.", "/data" if "data" in document else "")
        if data.get("type") != "User":
            raise invalid("type must be User.", "/data/type" if "type" in data else "/data")
        if "id" in data and data["id"] != str(user_id):
            raise invalid("id must be that of the path.", "/data/id")
        attributes = data.get("attributes", {} if partial else None)
        if not isinstance(attributes, dict):
            raise invalid("attributes must be an object.", "/data/attributes" if "attributes" in data else "/data")
        with lock, transaction.atomic():
            person = self.find(request, user_id)
            serializer = Attributes(person, data=attributes, partial=partial)
            serializer.is_valid(raise_exception=True)
            return self.answer(serializer.save())

    def put(self, request, version, user_id):
        return self.write(request, user_id, False)

    def patch(self, request, version, user_id):
        return self.write(request, user_id, True)


class AttributesView(ApiView):
    renderer_classes = [PlainJsonRenderer, JsonApiRenderer]
    parser_classes = [PlainJsonParser]

    def get(self, request, version):
        return Response(request.user.attributes, content_type="application/json")

    def put(self, request, version):
        if not isinstance(request.data, dict):
            raise exceptions.ParseError("The attributes must be an object.")
        with lock, transaction.atomic():
            person = Person.objects.get(id=request.user.id)
            person.attributes = {**person.attributes, **request.data}
            person.save(update_fields=["attributes"])
        return Response(status=204)


def not_found(request, exception):
    return JsonResponse({"errors": [{"id": str(uuid.uuid4()), "status": "404", "code": "not_found", "title": "Not found."}]},
                        status=404, content_type=JSON_API)


def bad_request(request, exception):
    return JsonResponse({"errors": [{"id": str(uuid.uuid4()), "status": "400", "code": "bad_request", "title": "Bad request."}]},
                        status=400, content_type=JSON_API)


def server_error(request):
    return JsonResponse({"errors": [{"id": str(uuid.uuid4()), "status": "501", "code": "internal", "title": "Internal server error"}]},
                        status=501, content_type=JSON_API)


handler400, handler404, handler500 = bad_request, not_found, server_error
urlpatterns = [
    path("user/<version>/users/<uuid:user_id>", UserView.as_view()),
    path("user/<version>/attributes", AttributesView.as_view()),
]


def fill():
    with connection.schema_editor() as editor:
        editor.create_model(Person)
    with open(os.path.join(HERE, "..", "people.json"), encoding="utf-8") as file:
        for person in json.load(file)["people"]:
            given = person["attributes"]
            Person.objects.create(
                id=person["id"], token=person["token"], role=person["role"], created_at=person["createdAt"],
                first_name=given["firstName"], last_name=given["lastName"], email=given["email"], phone_number=given["phoneNumber"],
                picture_url=given["pictureUrl"], gender=given["gender"], birth_date=given["birthDate"], address=given["address"],
                locale=given["locale"], zone_info=given["zoneInfo"])


application = get_wsgi_application()
