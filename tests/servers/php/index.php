<?php
// The User API in plain PHP, with PDO and SQLite.
declare(strict_types=1);

const JSON_API = 'application/vnd.api+json';
const TEXTS = ['firstName', 'lastName', 'email', 'phoneNumber', 'pictureUrl', 'gender', 'birthDate', 'locale', 'zoneInfo'];
const ADDRESS = ['country', 'locality', 'street', 'houseNo', 'additionalAddressLink', 'region', 'postalCode'];

class Problem extends Exception
{
    public function __construct(public int $status, string $title, public string $name, public ?string $pointer = null)
    {
        parent::__construct($title);
    }
}

function errors(int $status, string $title, string $code, ?string $pointer = null): void
{
    http_response_code($status);
    header('Content-Type: ' . JSON_API);
    if ($status === 401) {
        header('WWW-Authenticate: Bearer');
    }
    $error = ['id' => bin2hex(random_bytes(8)), 'status' => (string)$status, 'code' => $code, 'title' => $title];
    if ($pointer !== null) {
        $error['source'] = ['pointer' => $pointer];
    }
    echo json_encode(['errors' => [$error]]);
}

set_exception_handler(function (Throwable $error): void {
    if ($error instanceof Problem) {
        errors($error->status, $error->getMessage(), $error->name, $error->pointer);
    } else {
        error_log((string)$error);
        errors(501, 'Internal server error', 'internal');
    }
});
ini_set('display_errors', '0');

$database = new PDO('sqlite:' . getenv('DATABASE'));
$database->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
$database->setAttribute(PDO::ATTR_TIMEOUT, 20);
if (PHP_SAPI === 'cli') {
    $database->exec('CREATE TABLE people (id TEXT PRIMARY KEY, token TEXT UNIQUE, role TEXT, created TEXT, record TEXT, attributes TEXT)');
    $insert = $database->prepare('INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)');
    foreach (json_decode(file_get_contents(__DIR__ . '/../people.json'))->people as $person) {
        $insert->execute([$person->id, $person->token, $person->role, $person->createdAt, json_encode($person->attributes), '{}']);
    }
    exit(0);
}

function load(string $column, string $value): ?object
{
    global $database;
    $query = $database->prepare("SELECT * FROM people WHERE $column = ?");
    $query->execute([$value]);
    $person = $query->fetch(PDO::FETCH_OBJ);
    return $person ?: null;
}

function show(string $id): void
{
    $user = load('id', $id);
    $attributes = json_decode($user->record);
    $attributes->createdAt = $user->created;
    header('Content-Type: ' . JSON_API);
    echo json_encode(['data' => ['type' => 'User', 'id' => $id, 'attributes' => $attributes]]);
}

function is_birth_date(string $value): bool
{
    if (!preg_match('/^(\d{4})(?:-(\d\d)-(\d\d)(?:T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?$/D', $value, $match)) {
        return false;
    }
    return !isset($match[2]) || checkdate((int)$match[2], (int)$match[3], (int)$match[1] ?: 2000);
}

function canonical_tag(string $tag): string
{
    $parts = preg_split('/[-_]/', $tag);
    foreach ($parts as $index => &$part) {
        $part = match (true) {
            $index === 0 => strtolower($part),
            strlen($part) === 2 => strtoupper($part),
            strlen($part) === 4 && ctype_alpha($part) => ucfirst(strtolower($part)),
            default => strtolower($part),
        };
    }
    return implode('-', $parts);
}

function canonical_url(string $url): string
{
    return preg_replace_callback('~^([A-Za-z][A-Za-z0-9+.-]*://)((?:[^/?#@]*@)?)([^/?#]*)~',
        fn (array $match) => strtolower($match[1]) . $match[2] . strtolower($match[3]), $url);
}

function check(object $given): void
{
    foreach (TEXTS as $name) {
        $value = $given->$name ?? null;
        if ($value === null) {
            continue;
        }
        $pointer = "/data/attributes/$name";
        if (!is_string($value)) {
            throw new Problem(422, "$name must be a string", 'wrong-type', $pointer);
        }
        if ($name === 'gender' && !in_array($value, ['male', 'female', 'other'], true)) {
            throw new Problem(422, 'gender must be male, female or other', 'wrong-value', $pointer);
        }
        if ($name === 'email' && filter_var($value, FILTER_VALIDATE_EMAIL) === false) {
            throw new Problem(422, 'email must be an e-mail address', 'wrong-value', $pointer);
        }
        if ($name === 'birthDate' && !is_birth_date($value)) {
            throw new Problem(422, 'birthDate must be a date', 'wrong-value', $pointer);
        }
        if ($name === 'locale' && !preg_match('/^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$/D', $value)) {
            throw new Problem(422, 'locale must be a language tag', 'wrong-value', $pointer);
        }
        if ($name === 'zoneInfo' && !in_array($value, DateTimeZone::listIdentifiers(DateTimeZone::ALL_WITH_BC), true)) {
            throw new Problem(422, 'zoneInfo must be a time zone', 'wrong-value', $pointer);
        }
    }
    $address = $given->address ?? null;
    if ($address === null) {
        return;
    }
    if (!is_object($address)) {
        throw new Problem(422, 'address must be an object', 'wrong-type', '/data/attributes/address');
    }
    foreach (ADDRESS as $name) {
        $value = $address->$name ?? null;
        $number = in_array($name, ['houseNo', 'postalCode'], true) && (is_int($value) || is_float($value));
        if ($value !== null && !is_string($value) && !$number) {
            throw new Problem(422, "$name must be a string", 'wrong-type', "/data/attributes/address/$name");
        }
    }
}

function decode(int $status): mixed
{
    try {
        return json_decode(file_get_contents('php://input'), flags: JSON_THROW_ON_ERROR);
    } catch (JsonException $error) {
        throw new Problem($status, 'Malformed JSON: ' . $error->getMessage(), 'malformed');
    }
}

function given(string $id, bool $needed): object
{
    $accept = strtolower($_SERVER['HTTP_ACCEPT'] ?? '*/*');
    $ranges = array_map(fn ($range) => preg_match('/;\s*q=0(\.0*)?\s*$/', $range) ? '' : trim(explode(';', $range)[0]), explode(',', $accept));
    if (!array_intersect($ranges, ['*/*', 'application/*', JSON_API])) {
        throw new Problem(406, 'The specified accept header is invalid', 'accept');
    }
    if (strtolower($_SERVER['CONTENT_TYPE'] ?? '') !== JSON_API) {
        throw new Problem(415, 'The specified content type header is invalid', 'content-type');
    }
    $document = decode(422);
    if (!is_object($document) || !is_object($document->data ?? null)) {
        throw new Problem(422, 'data must be an object', 'data', is_object($document) && property_exists($document, 'data') ? '/data' : '');
    }
    $data = $document->data;
    if (($data->type ?? null) !== 'User') {
        throw new Problem(422, 'type must be User', 'type', property_exists($data, 'type') ? '/data/type' : '/data');
    }
    if (property_exists($data, 'id') && $data->id !== $id) {
        throw new Problem(422, 'id must be the user\'s', 'id', '/data/id');
    }
    $attributes = $data->attributes ?? ($needed || property_exists($data, 'attributes') ? null : new stdClass());
    if (!is_object($attributes)) {
        throw new Problem(422, 'attributes must be an object', 'attributes', property_exists($data, 'attributes') ? '/data/attributes' : '/data');
    }
    check($attributes);
    if (isset($attributes->locale)) {
        $attributes->locale = canonical_tag($attributes->locale);
    }
    if (isset($attributes->pictureUrl)) {
        $attributes->pictureUrl = canonical_url($attributes->pictureUrl);
    }
    return $attributes;
}

function apply(object $record, object $given): object
{
    foreach ([...TEXTS, 'address'] as $name) {
        if (!property_exists($given, $name)) {
            continue;
        }
        if ($given->$name === null) {
            unset($record->$name);
        } elseif ($name === 'address') {
            $record->address = (object)array_merge((array)($record->address ?? []), (array)$given->address);
        } else {
            $record->$name = $given->$name;
        }
    }
    return $record;
}

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (!is_string($path) || !preg_match('~^/user/[^/]+/(attributes|users/([^/]+))$~D', rawurldecode($path), $match)) {
    throw new Problem(404, 'Resource not found', 'not-found');
}
$method = $_SERVER['REQUEST_METHOD'];
preg_match('/^Bearer +(\S+)$/iD', $_SERVER['HTTP_AUTHORIZATION'] ?? '', $credentials);
$person = $credentials ? load('token', $credentials[1]) : null;
if ($person === null || $person->role === 'expired') {
    throw new Problem(401, 'Unauthorized', 'unauthorized');
}
if ($person->role === 'unlinked') {
    throw new Problem(401, 'Missing linked identity for authorized access', 'missing-linked-identity');
}
if ($person->role === 'reader' && !in_array($method, ['GET', 'HEAD'], true)) {
    throw new Problem(403, 'Forbidden', 'missing-scope');
}

if ($match[1] === 'attributes') {
    switch ($method) {
        case 'GET':
        case 'HEAD':
            header('Content-Type: application/json');
            echo $person->attributes;
            break;
        case 'PUT':
            $given = decode(400);
            if (!is_object($given)) {
                throw new Problem(400, 'The body must be an object', 'not-an-object');
            }
            $database->exec('BEGIN IMMEDIATE');
            $attributes = json_decode(load('id', $person->id)->attributes);
            foreach ($given as $name => $value) {
                $attributes->{$name} = $value;
            }
            $database->prepare('UPDATE people SET attributes = ? WHERE id = ?')->execute([json_encode($attributes, JSON_THROW_ON_ERROR), $person->id]);
            $database->exec('COMMIT');
            http_response_code(204);
            break;
        default:
            header('Allow: GET, HEAD, PUT');
            throw new Problem(405, 'Method not allowed', 'method');
    }
    return;
}

$id = strtolower($match[2]);
if (!preg_match('/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/D', $id)) {
    throw new Problem(404, 'Resource not found', 'not-found');
}
if ($person->role !== 'admin' && $person->id !== $id) {
    throw new Problem(403, 'Forbidden', 'another-user');
}
if (load('id', $id) === null) {
    throw new Problem(404, 'Resource not found', 'not-found');
}
switch ($method) {
    case 'GET':
    case 'HEAD':
        show($id);
        break;
    case 'PUT':
    case 'PATCH':
        $given = given($id, $method === 'PUT');
        $database->exec('BEGIN IMMEDIATE');
        $record = $method === 'PUT' ? new stdClass() : json_decode(load('id', $id)->record);
        $database->prepare('UPDATE people SET record = ? WHERE id = ?')->execute([json_encode(apply($record, $given), JSON_THROW_ON_ERROR), $id]);
        $database->exec('COMMIT');
        show($id);
        break;
    default:
        header('Allow: GET, HEAD, PUT, PATCH');
        throw new Problem(405, 'Method not allowed', 'method');
}
