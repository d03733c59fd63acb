// Reads the reports of a folder with packages that others use: read.mjs FOLDER. Says what is wrong, and exits 1.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parse } from "junit2json";

const require = createRequire(import.meta.url);
const folder = process.argv[2];
const problems = [];

async function junit(name, record) {
  const suites = await parse(readFileSync(join(folder, name), "utf8"));
  const cases = suites.testsuite.flatMap((suite) => suite.testcase ?? []);
  const failed = cases.filter((one) => one.failure?.length).length;
  const errored = cases.filter((one) => one.error?.length).length;
  if (cases.length !== record.verdicts.length) problems.push(`${name}: junit2json reads ${cases.length} cases`);
  if (failed !== record.totals.failed) problems.push(`${name}: junit2json reads ${failed} failures`);
  if (errored !== record.totals.errored) problems.push(`${name}: junit2json reads ${errored} errors`);
  const nameless = cases.filter((one) => !one.name || !one.classname);
  if (nameless.length) problems.push(`${name}: junit2json reads ${nameless.length} cases without a name`);

  // It guesses the encoding instead of reading it, and ends with an error when a hostile text makes it guess wrong.
  if (name.startsWith("hostile")) return;
  const viewer = join(dirname(require.resolve("xunit-viewer/package.json")), "bin", "xunit-viewer.js");
  const page = join(folder, `${name}.xunit-viewer.html`);
  execFileSync(process.execPath, [viewer, "-r", join(folder, name), "-o", page], { stdio: "pipe" });
  if (statSync(page).size < 1000) problems.push(`${name}: xunit-viewer makes nothing of it`);
}

function har(name) {
  const Ajv = require("ajv");
  const ajv = new Ajv({ allErrors: true });
  ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-06.json"));
  ajv.addSchema(Object.values(require("har-schema")));
  if (!ajv.validate("har.json", JSON.parse(readFileSync(join(folder, name), "utf8")))) {
    for (const error of ajv.errors.slice(0, 5)) problems.push(`${name}: ${error.dataPath} ${error.message}`);
  }
}

const names = readdirSync(folder).filter((name) => name.endsWith(".result.json"));
if (names.length === 0) problems.push("no records");
for (const name of names) {
  const base = name.slice(0, -".result.json".length);
  const record = JSON.parse(readFileSync(join(folder, name), "utf8"));
  await junit(`${base}.xml`, record);
  await junit(`${base}.xunit.xml`, record);
  har(`${base}.har`);
}
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
