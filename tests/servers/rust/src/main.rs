//! The User API with tiny_http and serde.
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{json, Map, Value};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tiny_http::{Header, Method, Request, Response, Server};

const JSON_API: &str = "application/vnd.api+json";

#[derive(Clone, Deserialize, Serialize)]
#[serde(untagged)]
enum NumberOrText {
    Number(serde_json::Number),
    Text(String),
}

/// Tells a member that is null from one that is left out.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Reads a member that may be left out, but not null.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct Address {
    #[serde(skip_serializing_if = "Option::is_none")]
    street: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    house_no: Option<NumberOrText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postal_code: Option<NumberOrText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locality: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    additional_address_link: Option<String>,
}

macro_rules! attributes {
    ($($name:ident: $type:ty),* $(,)?) => {
        #[derive(Default, Deserialize)]
        #[serde(rename_all = "camelCase", default, deny_unknown_fields)]
        struct Given { $(#[serde(deserialize_with = "given")] $name: Option<Option<$type>>,)* }

        #[derive(Clone, Default, Deserialize, Serialize)]
        #[serde(rename_all = "camelCase", default)]
        struct Record { $(#[serde(skip_serializing_if = "Option::is_none")] $name: Option<$type>,)* }

        impl Record {
            fn apply(&mut self, given: Given) {
                $(if let Some(value) = given.$name { self.$name = value; })*
            }
        }
    };
}
attributes! {
    zone_info: String, locale: String, address: Address, birth_date: String, gender: String, picture_url: String,
    phone_number: String, email: String, last_name: String, first_name: String,
}

#[derive(Deserialize)]
struct Document {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    r#type: String,
    id: Option<String>,
    #[serde(default, deserialize_with = "present")]
    attributes: Option<Given>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Person {
    id: String,
    role: String,
    token: String,
    created_at: String,
    attributes: Record,
    #[serde(skip)]
    extra: Map<String, Value>,
}

#[derive(Deserialize)]
struct Seed {
    people: Vec<Person>,
}

struct Problem {
    status: u16,
    code: &'static str,
    title: &'static str,
    detail: Option<String>,
    pointer: Option<&'static str>,
}

fn problem(status: u16, code: &'static str, title: &'static str) -> Problem {
    Problem { status, code, title, detail: None, pointer: None }
}

fn invalid(pointer: &'static str, detail: &str) -> Problem {
    Problem { status: 422, code: "invalid", title: "Invalid value", detail: Some(detail.into()), pointer: Some(pointer) }
}

struct Answer {
    status: u16,
    media_type: &'static str,
    body: Vec<u8>,
}

static COUNT: AtomicU64 = AtomicU64::new(1);

impl From<Problem> for Answer {
    fn from(problem: Problem) -> Self {
        let id = format!("{:x}-{:x}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let mut error = json!({"id": id, "status": problem.status.to_string(), "code": problem.code, "title": problem.title});
        if let Some(detail) = problem.detail {
            error["detail"] = detail.into();
        }
        if let Some(pointer) = problem.pointer {
            error["source"] = json!({ "pointer": pointer });
        }
        Answer { status: problem.status, media_type: JSON_API, body: json!({"errors": [error]}).to_string().into_bytes() }
    }
}

fn header<'r>(request: &'r Request, name: &'static str) -> Option<&'r str> {
    request.headers().iter().find(|header| header.field.equiv(name)).map(|header| header.value.as_str())
}

fn is_uuid(id: &str) -> bool {
    id.len() == 36 && id.char_indices().all(|(index, c)| if [8, 13, 18, 23].contains(&index) { c == '-' } else { c.is_ascii_hexdigit() })
}

fn is_email(value: &str) -> bool {
    let (local, domain) = match value.rsplit_once('@') { Some(parts) => parts, None => return false };
    let atom = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c));
    let label = |text: &str| !text.is_empty() && !text.starts_with('-') && !text.ends_with('-') && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    local.split('.').all(atom) && domain.contains('.') && domain.split('.').all(label)
}

fn is_birth_date(value: &str) -> bool {
    let digits = |text: Option<&str>| text.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit())).and_then(|text| text.parse::<u32>().ok());
    let year = match digits(value.get(0..4)) { Some(year) => year, None => return false };
    if value.len() == 4 {
        return true;
    }
    let (month, day) = match (digits(value.get(5..7)), digits(value.get(8..10))) {
        (Some(month), Some(day)) => (month, day),
        _ => return false,
    };
    if value.get(4..5) != Some("-") || value.get(7..8) != Some("-") {
        return false;
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month { 2 => 28 + u32::from(leap), 4 | 6 | 9 | 11 => 30, 1..=12 => 31, _ => return false };
    if day < 1 || day > days {
        return false;
    }
    let rest = &value[10..];
    if rest.is_empty() {
        return true;
    }
    let time = |text: &str, seconds: bool| {
        let parts: Vec<_> = text.split(':').collect();
        parts.len() == if seconds { 3 } else { 2 }
            && parts.iter().all(|part| part.len() == 2)
            && digits(Some(parts[0])).map_or(false, |hour| hour < 24)
            && parts[1..].iter().all(|part| digits(Some(part)).map_or(false, |part| part < 60))
    };
    let rest = match rest.strip_prefix('T') { Some(rest) => rest, None => return false };
    let (clock, mut zone) = match (rest.get(0..8), rest.get(8..)) { (Some(clock), Some(zone)) => (clock, zone), _ => return false };
    if let Some(fraction) = zone.strip_prefix('.') {
        let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
        if end == 0 {
            return false;
        }
        zone = &fraction[end..];
    }
    time(clock, true) && (zone == "Z" || zone.strip_prefix(|c| c == '+' || c == '-').map_or(false, |zone| time(zone, false)))
}

struct Service {
    people: Mutex<HashMap<String, Person>>,
    tokens: HashMap<String, (String, String)>,
}

impl Service {
    fn serve(&self, request: &mut Request) -> Result<Answer, Problem> {
        let path = request.url().split('?').next().unwrap_or("").to_string();
        let parts: Vec<&str> = path.split('/').collect();
        let user_id = match parts[..] {
            ["", "user", _, "users", id] => Some(id.to_ascii_lowercase()),
            ["", "user", _, "attributes"] => None,
            _ => return Err(problem(404, "not-found", "Resource not found")),
        };
        let credentials = header(request, "Authorization").and_then(|value| value.split_once(' '));
        let (own, role) = credentials
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .and_then(|(_, token)| self.tokens.get(token.trim()))
            .filter(|(_, role)| role != "expired")
            .ok_or_else(|| problem(401, "unauthorized", "OAuth token missing or invalid"))?;
        if role == "unlinked" {
            return Err(problem(401, "missing-linked-identity", "Missing linked identity for authorized access"));
        }
        let method = request.method().clone();
        let reads = matches!(method, Method::Get | Method::Head);
        if !reads && method != Method::Put && !(method == Method::Patch && user_id.is_some()) {
            return Err(problem(405, "method", "Method not allowed"));
        }
        if !reads && role == "reader" {
            return Err(problem(403, "forbidden", "Forbidden"));
        }
        let id = match user_id { Some(id) => id, None => return self.attributes(request, own, reads) };
        if !is_uuid(&id) {
            return Err(problem(404, "not-found", "Resource not found"));
        }
        if role != "admin" && *own != id {
            return Err(problem(403, "forbidden", "Forbidden"));
        }
        if !self.people.lock().unwrap().contains_key(&id) {
            return Err(problem(404, "not-found", "Resource not found"));
        }
        let given = if reads { None } else { Some(document(request, &id, method == Method::Patch)?) };
        let mut people = self.people.lock().unwrap();
        let person = people.get_mut(&id).unwrap();
        if let Some(given) = given {
            let mut record = if method == Method::Put { Record::default() } else { person.attributes.clone() };
            record.apply(given);
            person.attributes = record;
        }
        let mut attributes = serde_json::to_value(&person.attributes).unwrap();
        attributes["createdAt"] = person.created_at.clone().into();
        let document = json!({"data": {"attributes": attributes, "id": id, "type": "User"}});
        Ok(Answer { status: 200, media_type: JSON_API, body: document.to_string().into_bytes() })
    }

    fn attributes(&self, request: &mut Request, own: &str, reads: bool) -> Result<Answer, Problem> {
        if reads {
            let body = serde_json::to_vec(&self.people.lock().unwrap()[own].extra).unwrap();
            return Ok(Answer { status: 200, media_type: "application/json", body });
        }
        let given: Map<String, Value> = parse(request, 400)?;
        self.people.lock().unwrap().get_mut(own).unwrap().extra.extend(given);
        Ok(Answer { status: 204, media_type: "", body: Vec::new() })
    }
}

fn parse<T: for<'de> Deserialize<'de>>(request: &mut Request, malformed: u16) -> Result<T, Problem> {
    let mut body = Vec::new();
    request.as_reader().read_to_end(&mut body).map_err(|_| problem(400, "body", "The body cannot be read"))?;
    serde_json::from_slice(&body).map_err(|error| Problem {
        status: if error.is_data() { 422 } else { malformed },
        code: "invalid-body",
        title: "Invalid body",
        detail: Some(error.to_string()),
        pointer: None,
    })
}

fn document(request: &mut Request, id: &str, partial: bool) -> Result<Given, Problem> {
    if let Some(accept) = header(request, "Accept") {
        let served = accept.to_ascii_lowercase().split(',').any(|range| {
            let mut parts = range.split(';').map(str::trim);
            let media_type = parts.next().unwrap_or("");
            ["*/*", "application/*", JSON_API].contains(&media_type)
                && !parts.any(|parameter| parameter.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()) == Some(0.0))
        });
        if !served {
            return Err(problem(406, "accept", "The specified accept header is invalid"));
        }
    }
    if !header(request, "Content-Type").map_or(false, |value| value.eq_ignore_ascii_case(JSON_API)) {
        return Err(problem(415, "content-type", "The specified content type header is invalid"));
    }
    let document: Document = parse(request, 400)?;
    if document.data.r#type != "User" {
        return Err(invalid("/data/type", "type must be User"));
    }
    if document.data.id.map_or(false, |given| !given.eq_ignore_ascii_case(id)) {
        return Err(invalid("/data/id", "id must be the user's"));
    }
    let given = match document.data.attributes {
        Some(given) => given,
        None if partial => Given::default(),
        None => return Err(invalid("/data", "attributes is missing")),
    };
    if matches!(&given.email, Some(Some(value)) if !is_email(value)) {
        return Err(invalid("/data/attributes/email", "email must be an e-mail address"));
    }
    if matches!(&given.gender, Some(Some(value)) if !["male", "female", "other"].contains(&value.as_str())) {
        return Err(invalid("/data/attributes/gender", "gender must be male, female or other"));
    }
    if matches!(&given.birth_date, Some(Some(value)) if !is_birth_date(value)) {
        return Err(invalid("/data/attributes/birthDate", "birthDate must be a date"));
    }
    Ok(given)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let seed: Seed = serde_json::from_slice(&std::fs::read(&arguments[2]).expect("the people")).expect("JSON");
    let tokens = seed.people.iter().map(|person| (person.token.clone(), (person.id.clone(), person.role.clone()))).collect();
    let people = Mutex::new(seed.people.into_iter().map(|person| (person.id.clone(), person)).collect());
    let service = Arc::new(Service { people, tokens });
    let server = Arc::new(Server::http(format!("127.0.0.1:{}", arguments[1])).expect("the port"));
    let workers: Vec<_> = (0..8)
        .map(|_| {
            let (service, server) = (service.clone(), server.clone());
            std::thread::spawn(move || {
                for mut request in server.incoming_requests() {
                    let answer = service.serve(&mut request).unwrap_or_else(Answer::from);
                    let mut response = Response::from_data(answer.body).with_status_code(answer.status);
                    if !answer.media_type.is_empty() {
                        response.add_header(Header::from_bytes("Content-Type", answer.media_type).unwrap());
                    }
                    if answer.status == 401 {
                        response.add_header(Header::from_bytes("WWW-Authenticate", "Bearer").unwrap());
                    }
                    let _ = request.respond(response);
                }
            })
        })
        .collect();
    for worker in workers {
        let _ = worker.join();
    }
}
