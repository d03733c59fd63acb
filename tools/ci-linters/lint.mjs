// Holds recipes for CI engines against schemas and linters of others: lint.mjs KIND FILE…, where KIND is yaml,
// kubernetes or dockerfile. Says what is wrong, and exits 1.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parseAllDocuments } from "yaml";

const require = createRequire(import.meta.url);
const [kind, ...files] = process.argv.slice(2);
const problems = [];

function documents(file) {
  const found = parseAllDocuments(readFileSync(file, "utf8"), { strict: true, uniqueKeys: true });
  for (const one of found) {
    for (const error of [...one.errors, ...one.warnings]) problems.push(`${file}: ${error.message}`);
  }
  return found.map((one) => one.toJS());
}

// The validators are compiled and let members through that they do not know: those that they never read.
function watched(value, path, read) {
  if (value === null || typeof value !== "object") return value;
  const members = Array.isArray(value) ? [] : {};
  for (const [key, member] of Object.entries(value)) members[key] = watched(member, `${path}/${key}`, read);
  return new Proxy(members, {
    get(target, key) {
      read.add(`${path}/${String(key)}`);
      return target[key];
    },
  });
}

function unread(value, path, read) {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, member]) =>
    read.has(`${path}/${key}`) ? unread(member, `${path}/${key}`, read) : [`${path}/${key}`],
  );
}

function kubernetes(file) {
  const models = dirname(require.resolve("kubernetes-models"));
  for (const manifest of documents(file)) {
    const [version, group = "core"] = manifest.apiVersion.split("/").reverse();
    const upper = (word) => word[0].toUpperCase() + word.slice(1);
    const name = `IoK8sApi${upper(group.split(".")[0])}${upper(version)}${manifest.kind}`;
    const { validate } = require(join(models, "_schemas", `${name}.js`));
    const read = new Set();
    if (!validate(watched(manifest, "", read))) {
      for (const error of validate.errors)
        problems.push(`${file}: ${manifest.kind}${error.instancePath}: ${error.message ?? error.keyword}`);
    }
    for (const path of unread(manifest, "", read)) problems.push(`${file}: ${manifest.kind}: ${path} is not known`);
  }
}

function dockerfile(file) {
  const { validate } = require("dockerfile-utils");
  for (const one of validate(readFileSync(file, "utf8")))
    problems.push(`${file}:${one.range.start.line + 1}: ${one.message}`);
}

const checks = { yaml: documents, kubernetes, dockerfile };
for (const file of files) checks[kind](file);
for (const problem of problems) console.error(problem);
process.exit(problems.length > 0 ? 1 : 0);
