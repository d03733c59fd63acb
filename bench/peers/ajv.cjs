// Node's own HTTP client with a keep-alive agent and one compiled ajv schema: about the least that a JavaScript runner
// can cost. usage: node ajv.cjs CASE.json N CONNECTIONS; the modules come by NODE_PATH.
const fs = require('fs');
const http = require('http');
const Ajv = require('ajv');
const addFormats = require('ajv-formats');

const wanted = JSON.parse(fs.readFileSync(process.argv[2]));
const count = Number(process.argv[3]);
const agent = new http.Agent({keepAlive: true, maxSockets: Number(process.argv[4])});

const ajv = new Ajv({strict: false});
addFormats(ajv);
ajv.addFormat('tz', (text) => {
  try {
    return Boolean(Intl.DateTimeFormat(undefined, {timeZone: text}));
  } catch {
    return false;
  }
});
const validate = ajv.compile(JSON.parse(fs.readFileSync(wanted.schema)));
const fields = Object.entries(wanted.fields).map(([pointer, value]) => [pointer.slice(1).split('/'), value]);
const url = new URL(wanted.url);
const options = {
  agent, method: 'PATCH', hostname: url.hostname, port: url.port, path: url.pathname,
  headers: {...wanted.headers, 'Content-Length': Buffer.byteLength(wanted.body)},
};

let started = 0;
let good = 0;

function next() {
  if (started++ >= count) return;
  const request = http.request(options, (response) => {
    const parts = [];
    response.on('data', (part) => parts.push(part));
    response.on('end', () => {
      const document = JSON.parse(Buffer.concat(parts).toString());
      const right = response.statusCode === 200 && response.headers['content-type'] === wanted.type &&
        fields.every(([path, value]) => path.reduce((at, name) => at?.[name], document) === value) && validate(document);
      if (right) ++good;
      next();
    });
  });
  request.on('error', next);
  request.end(wanted.body);
}

for (let i = 0; i < Number(process.argv[4]); ++i) next();
process.on('exit', () => { if (good !== count) process.exitCode = 1; });
