// The User API with Express and Ajv.
"use strict";
const fs = require("fs");
const path = require("path");
const crypto = require("crypto");
const express = require("express");
const Ajv = require("ajv");

const JSON_API = "application/vnd.api+json";
const users = new Map();
const tokens = new Map();
for (const person of JSON.parse(fs.readFileSync(path.join(__dirname, "..", "people.json"), "utf8")).people) {
  users.set(person.id, {
    role: person.role, id: person.id, createdAt: new Date(person.createdAt), record: person.attributes, attributes: {},
  });
  tokens.set(person.token, users.get(person.id));
}

const text = { type: ["string", "null"] };
const numberOrText = { type: ["string", "number", "null"] };
const ajv = new Ajv({ allErrors: true, format: "full", jsonPointers: true });
ajv.addFormat("birth-date", (value) => {
  const match = /^(\d{4})(?:-(\d\d)-(\d\d)(T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d))?)?$/.exec(value);
  if (!match) return false;
  if (match[2] === undefined) return true;
  const day = new Date(Date.UTC(Number(match[1]) || 2000, match[2] - 1, match[3]));
  if (Number(match[1]) > 0 && Number(match[1]) < 100) day.setUTCFullYear(Number(match[1]), match[2] - 1, match[3]);
  return day.getUTCMonth() === match[2] - 1 && day.getUTCDate() === Number(match[3]);
});
ajv.addFormat("phone", /^\+?[0-9][0-9 ()./-]{2,30}(;ext=[0-9]+)?$|^\+?\([0-9][0-9 ()./-]{2,30}(;ext=[0-9]+)?$/);
const validate = ajv.compile({
  type: "object",
  required: ["data"],
  properties: {
    data: {
      type: "object",
      required: ["type", "attributes"],
      properties: {
        type: { const: "User" },
        id: { type: "string" },
        attributes: {
          type: "object",
          additionalProperties: false,
          properties: {
            firstName: text, lastName: text, pictureUrl: text, locale: text, zoneInfo: text,
            email: { type: ["string", "null"], format: "email" },
            phoneNumber: { type: ["string", "null"], format: "phone" },
            gender: { enum: ["male", "female", "other", null] },
            birthDate: { type: ["string", "null"], format: "birth-date" },
            createdAt: {},
            address: {
              type: ["object", "null"],
              additionalProperties: false,
              properties: {
                country: text, locality: text, street: text, houseNo: numberOrText, additionalAddressLink: text, region: text,
                postalCode: numberOrText,
              },
            },
          },
        },
      },
    },
  },
});

class Problem extends Error {
  constructor(status, title, members = {}) {
    super(title);
    this.status = status;
    this.items = Array.isArray(members) ? members : [{ title, ...members }];
  }
}

const escape = (name) => name.replace(/~/g, "~0").replace(/\//g, "~1");

function authenticate(req, res, next) {
  const match = /^Bearer +([^ ]+) *$/i.exec(req.get("Authorization") || "");
  const caller = match && tokens.get(match[1]);
  if (!caller || caller.role === "expired") throw new Problem(401, "Unauthorized", { code: "unauthorized" });
  if (caller.role === "unlinked") {
    throw new Problem(401, "Missing linked identity for authorized access", { code: "missing-linked-identity" });
  }
  if (caller.role === "reader" && req.method !== "GET" && req.method !== "HEAD") {
    throw new Problem(403, "Forbidden", { code: "missing-scope" });
  }
  req.caller = caller;
  next();
}

function findUser(req, res, next) {
  const id = req.params.id.toLowerCase();
  if (req.caller.role !== "admin" && req.caller.id !== id) throw new Problem(403, "Forbidden", { code: "forbidden" });
  req.user = users.get(id);
  if (!req.user) throw new Problem(404, "Resource not found", { code: "not-found" });
  next();
}

function negotiate(req, res, next) {
  if (!req.accepts(JSON_API)) throw new Problem(406, "Not acceptable", { code: "not-acceptable" });
  const type = (req.get("Content-Type") || "").toLowerCase().trim();
  if (type !== JSON_API) throw new Problem(415, "Unsupported media type", { code: "unsupported-media-type" });
  next();
}

function readDocument(req, res, next) {
  if (!validate(req.body)) {
    throw new Problem(422, "Invalid document", validate.errors.map((error) => ({
      title: "Invalid document",
      code: error.keyword,
      detail: `${error.dataPath || "/"} ${error.message}`,
      source: {
        pointer: error.keyword === "additionalProperties"
          ? `${error.dataPath}/${escape(error.params.additionalProperty)}` : error.dataPath,
      },
    })));
  }
  const data = req.body.data;
  if (data.id !== undefined && data.id.toLowerCase() !== req.user.id) {
    throw new Problem(422, "Invalid document", { code: "id", source: { pointer: "/data/id" } });
  }
  req.given = { ...data.attributes };
  delete req.given.createdAt;
  if (typeof req.given.phoneNumber === "string") {
    const [number, extension] = req.given.phoneNumber.split(";");
    req.given.phoneNumber = number.replace(/[^+0-9]/g, "") + (extension ? `;${extension}` : "");
  }
  next();
}

function store(user, record) {
  for (const [name, value] of Object.entries(record)) if (value === null) delete record[name];
  if (record.phoneNumber) {
    for (const other of users.values()) {
      if (other !== user && other.record.phoneNumber === record.phoneNumber) {
        throw new Problem(409, "Conflict", { code: "phone-number-taken", source: { pointer: "/data/attributes/phoneNumber" } });
      }
    }
  }
  user.record = record;
}

function show(req, res) {
  const { id, createdAt, record } = req.user;
  res.type(JSON_API).send(JSON.stringify({
    jsonapi: { version: "1.1" },
    meta: { service: "user" },
    links: { self: `${req.protocol}://${req.get("Host")}${req.path}` },
    data: { type: "User", id, attributes: { ...record, createdAt: createdAt.toISOString() } },
  }));
}

const app = express();
const json = express.json({ type: JSON_API });
const router = express.Router({ mergeParams: true });
router.use(authenticate);
router.get("/users/:id", findUser, show);
router.put("/users/:id", findUser, negotiate, json, readDocument, (req, res) => {
  store(req.user, req.given);
  show(req, res);
});
router.patch("/users/:id", findUser, negotiate, json, readDocument, (req, res) => {
  const record = { ...req.user.record, ...req.given };
  if (req.given.address) record.address = { ...req.user.record.address, ...req.given.address };
  store(req.user, record);
  show(req, res);
});
router.get("/attributes", (req, res) => res.json(req.caller.attributes));
router.put("/attributes", express.json(), (req, res) => {
  if (!req.is("application/json")) throw new Problem(415, "Unsupported media type", { code: "unsupported-media-type" });
  if (Array.isArray(req.body)) throw new Problem(400, "Bad request", { code: "not-an-object" });
  req.caller.attributes = { ...req.caller.attributes, ...req.body };
  res.status(204).end();
});
app.use("/user/:version", router);
app.use((req, res) => { throw new Problem(404, "Resource not found", { code: "not-found" }); });
app.use((error, req, res, next) => {
  const status = error.status >= 400 && error.status < 500 ? error.status : 501;
  if (status === 501) console.error(error);
  const items = error.items || [{ title: status === 501 ? "Internal server error" : error.message, code: error.type || "internal" }];
  if (status === 401) res.set("WWW-Authenticate", "Bearer");
  res.status(status).type(JSON_API).send(JSON.stringify({
    errors: items.map((item) => ({ id: crypto.randomUUID(), status: String(status), ...item })),
  }));
});
app.listen(Number(process.argv[2]), "127.0.0.1");
