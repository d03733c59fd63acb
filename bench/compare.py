#!/usr/bin/env python3
"""conform beside programs of others, on one case: PATCH with a JSON body, answered by a canned User of 815 bytes.

compare.py [-n N] [--runs R] [--only WORD] [--markdown]: starts nginx, runs every program that is there round robin and
prints one table with ratios and goals. wrk checks nothing, hurl the fields; node with ajv, newman, the bare libcurl loop
and conform the fields and the whole document, with formats. hurl is taken from HURL or PATH: Debian 12 has none and its
npm package only downloads a program from elsewhere, but bench/get_hurl.sh unpacks a newer Debian's. newman and ajv are
installed into build/bench-peers by npm.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import measure
from measure import CLIENT_CPU, PROCESSORS, ROOT, SERVER_CPU, TYPE, USERS, data, goal_verdict, median, run, table

PEERS = os.path.join(ROOT, "build", "bench-peers")
FIELDS = {
    "/data/type": "User",
    "/data/id": USERS[0],
    "/data/attributes/firstName": "Ada",
    "/data/attributes/email": "ada.lovelace@example.com",
    "/data/attributes/locale": "de-DE",
}
ATTRIBUTES = {"locale": "de-DE", "gender": "female"}
CASES = 24  # each is repeated
HEADERS = {"Accept": TYPE, "Content-Type": TYPE, "Authorization": "Bearer bench-token"}


def install_peers():
    os.makedirs(PEERS, exist_ok=True)
    wanted = os.path.join(measure.BENCH, "peers", "package.json")
    there = os.path.join(PEERS, "package.json")
    with open(wanted, "rb") as file:
        content = file.read()
    same = os.path.exists(there) and open(there, "rb").read() == content
    if same and os.path.isdir(os.path.join(PEERS, "node_modules")):
        return
    shutil.copyfile(wanted, there)
    subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=PEERS, check=True)


# --- the case in everybody's format -----------------------------------------------------------------------------------


def conform_case(name, effect):
    """With the effect "unchecked" one request; with "merge" what conform does of itself too: reads before and after."""
    matches = [{"at": at, "equals": "${user.id}" if at == "/data/id" else value} for at, value in FIELDS.items()]
    return {
        "id": name,
        "about": "The canned User is answered.",
        "requirements": ["SUCCESS-UPDATE-USER-200"],
        "steps": [
            {
                "send": {"operation": "updateUser", "attributes": ATTRIBUTES},
                "expect": {"status": 200, "effect": effect, "matches": matches},
            }
        ],
    }


def conform_suites(work):
    return {
        effect: measure.suite_with(work, effect, {"bench.json": [conform_case(f"patch-{i}", effect) for i in range(CASES)]})
        for effect in ("unchecked", "merge")
    }


def hurl_entry(url, body, options=""):
    asserts = [f'header "Content-Type" == "{TYPE}"']
    asserts += [f'jsonpath "${at.replace("/", ".")}" == "{value}"' for at, value in FIELDS.items()]
    headers = "".join(f"{name}: {value}\n" for name, value in HEADERS.items())
    return f"PATCH {url}\n{headers}{options}```json\n{body}\n```\nHTTP 200\n[Asserts]\n" + "\n".join(asserts) + "\n\n"


def whole_schema():
    """The contract's schema and its recommendations in one document, in the words of ajv."""
    with open(os.path.join(ROOT, "schemas", "user-document.schema.json"), encoding="utf-8") as file:
        return json.load(file)


def newman_collection(url, body):
    lines = [
        "const answer = pm.response.json();",
        'pm.test("status", () => pm.response.to.have.status(200));',
        f'pm.test("type", () => pm.expect(pm.response.headers.get("Content-Type")).to.eql("{TYPE}"));',
    ]
    for at, value in FIELDS.items():
        member = "answer" + at.replace("/", ".")
        lines.append(f'pm.test("{at}", () => pm.expect({member}).to.eql({json.dumps(value)}));')
    schema = json.loads(re.sub(r'"format": "tz"', '"minLength": 1', json.dumps(whole_schema())))
    lines.append(f"const schema = {json.dumps(schema)};")
    lines.append('pm.test("schema", () => pm.response.to.have.jsonSchema(schema, {unknownFormats: "ignore"}));')
    headers = [{"key": name, "value": value} for name, value in HEADERS.items()]
    request = {"method": "PATCH", "url": url, "header": headers, "body": {"mode": "raw", "raw": body}}
    item = {"name": "patch", "request": request, "event": [{"listen": "test", "script": {"exec": lines}}]}
    format_url = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    return {"info": {"name": "bench", "schema": format_url}, "item": [item]}


# --- the programs -----------------------------------------------------------------------------------------------------


class Row:
    def __init__(self, name, checks, connections, command, count, **more):
        self.name, self.checks, self.connections = name, checks, connections
        self.command, self.count, self.more = command, count, more
        self.runs = []

    def rate(self):
        return median(one.get("rate", self.count / one["wall"]) for one in self.runs)

    def cpu(self):
        return median(one["cpu"] / one.get("requests", self.count) * 1e6 for one in self.runs)

    def peak(self):
        return median(one["peak"] for one in self.runs)


def write(work, name, text):
    path = os.path.join(work, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def rows(work, base, count, slow_count):
    url = f"{base}/users/{USERS[0]}"
    body = data("request.json").replace("@ID@", USERS[0])
    suites = conform_suites(work)
    conform = measure.conform_program()
    result = []

    def add(name, checks, connections, command, many=count, **more):
        if command[0]:
            result.append(Row(name, checks, connections, command, many, **more))

    def conform_run(suite, users, each, *more):
        target = measure.target_file(work, base, users)
        wanted = ["run", "--target", target, "--no-restore", "--quiet", "--jobs", str(users), "--repeat", str(each)]
        return [conform, "--suite", suites[suite], *wanted, *more]

    wrk = shutil.which("wrk")
    for connections in (1, 8):
        name = f"wrk -c{connections}"
        script = os.path.join(measure.BENCH, "peers", "patch.lua")
        command = [wrk, "-t1", f"-c{connections}", "-d2s", "-s", script, url]
        add(name, "nothing", connections, command, env={"BENCH_BODY": body}, is_wrk=True)
    report = f"junit={os.path.join(work, 'report.xml')}"
    add("conform", "everything", 1, conform_run("unchecked", 1, count // CASES, "--report", report))
    add("conform --jobs 8", "everything", 8, conform_run("unchecked", 8, count // CASES, "--report", report))
    # Three requests a case: the record before, the PATCH, the record after.
    add("conform with the oracle", "everything, effect", 1, conform_run("merge", 1, count // 3 // CASES, "--report", report))
    probe = os.path.join(ROOT, "build", "release", "bench", "curl_probe")
    wanted = write(work, "case.json", json.dumps(case_for_code(url, body)))
    add("libcurl loop", "fields, schema", 1, [probe if os.access(probe, os.X_OK) else None, wanted, str(count)])
    hurl = os.environ.get("HURL") or shutil.which("hurl")
    file_of_many = write(work, "entries.hurl", hurl_entry(url, body) * count)
    one_entry = write(work, "repeat.hurl", hurl_entry(url, body, f"[Options]\nrepeat: {count}\n"))
    alone = write(work, "one.hurl", hurl_entry(url, body))
    add("hurl, N entries", "fields", 1, [hurl, "--no-output", file_of_many])
    add("hurl, repeat", "fields", 1, [hurl, "--no-output", one_entry])
    add("hurl --test --jobs 2", "fields", 8, [hurl, "--test", "--jobs", "2", "--repeat", str(count), alone])
    node = shutil.which("node")
    modules = {"NODE_PATH": os.path.join(PEERS, "node_modules")}
    for connections in (1, 8):
        command = [node, os.path.join(measure.BENCH, "peers", "ajv.cjs"), wanted, str(count), str(connections)]
        add(f"node + ajv, {connections}", "fields, schema", connections, command, env=modules)
    newman = os.path.join(PEERS, "node_modules", ".bin", "newman")
    collection = write(work, "newman.json", json.dumps(newman_collection(url, body)))
    command = [newman if os.access(newman, os.X_OK) else None, "run", collection, "-n", str(slow_count), "--silent"]
    add("newman", "fields, schema", 1, command, slow_count)
    return result


def case_for_code(url, body):
    schema = os.path.join(ROOT, "schemas", "user-document.schema.json")
    return {"url": url, "body": body, "headers": HEADERS, "type": TYPE, "fields": FIELDS, "schema": schema}


def run_row(row, processors):
    one = run(row.command, processors, row.more.get("env"))
    if one["code"] != 0:
        raise SystemExit(f"{row.name} exits {one['code']}:\n{one['out'][-2000:]}")
    if row.more.get("is_wrk"):
        one["rate"] = float(re.search(r"Requests/sec:\s+([\d.]+)", one["out"]).group(1))
        one["requests"] = int(re.search(r"(\d+) requests in", one["out"]).group(1))
        if "Non-2xx" in one["out"] or "Socket errors" in one["out"]:
            raise SystemExit(f"wrk was not answered well:\n{one['out']}")
    row.runs.append(one)


# --- what came of it --------------------------------------------------------------------------------------------------

# (of whom, row, compared with, at least)
SAME_CPU_GOALS = [
    ("conform", "wrk -c1", 0.25),
    ("conform", "hurl, N entries", 5.5),
    ("conform", "hurl, repeat", 3.3),
    ("conform", "node + ajv, 1", 2.0),
]
OWN_CPU_GOALS = [("conform --jobs 8", "wrk -c8", 0.13), ("conform --jobs 8", "hurl --test --jobs 2", 8.0)]
MOST_CPU = 34.0
MOST_START_MS = 15.0


def goals_of(by_name, goals, where):
    for ours, theirs, least in goals:
        if ours not in by_name:
            continue
        if theirs not in by_name:
            yield [f"{ours} / {theirs}, {where}", f"≥ {least}", "not there", ""]
            continue
        ratio = by_name[ours].rate() / by_name[theirs].rate()
        yield [f"{ours} / {theirs}, {where}", f"≥ {least}", f"{ratio:.2f}", goal_verdict(ratio >= least)]


def print_rows(title, measured, wrk_of):
    print(f"\n{title}\n")
    lines = []
    for row in measured:
        wrk = wrk_of.get(row.connections)
        ratio = f"{row.rate() / wrk.rate():.3f}" if wrk else ""
        low = min(one.get("rate", row.count / one["wall"]) for one in row.runs)
        high = max(one.get("rate", row.count / one["wall"]) for one in row.runs)
        spread = f"{row.rate():,.0f} ({low:,.0f}–{high:,.0f})"
        lines.append([row.name, row.checks, row.connections, spread, ratio, f"{row.cpu():.1f}", f"{row.peak():.0f}"])
    head = ["program", "checks", "connections", "requests/s (least–most)", "of wrk", "CPU µs/request", "peak MB"]
    print(table(head, lines))


def process_ms(command, runs):
    """From the start of a process to its end, without anything in between; the median."""
    nowhere = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    took = []
    for _ in range(runs):
        begun = time.monotonic()
        _, status = os.waitpid(os.posix_spawnp(command[0], command, os.environ, file_actions=nowhere), 0)
        took.append((time.monotonic() - begun) * 1e3)
        if status != 0:
            raise SystemExit(f"{command} ends with {status}")
    return median(took)


def start_up(work, base):
    """The smallest case of the installed suite, the whole process, beside what libcurl's own libraries cost."""
    target = measure.target_file(work, base)
    command = [measure.conform_program(), "run", "--target", target, "--no-restore", "--quiet", "users/get/read/own-record"]
    probe = os.path.join(ROOT, "build", "release", "bench", "curl_probe")
    case = write(work, "start.json", json.dumps(case_for_code(f"{base}/users/{USERS[0]}", data("request.json"))))
    return process_ms(command, 60), run(command)["peak"], process_ms([probe, case, "1"], 60)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=24000, help="requests of each program")
    parser.add_argument("--slow", type=int, default=500, help="requests of newman")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="", help="regular expression for the names of programs")
    arguments = parser.parse_args()
    install_peers()
    os.makedirs(os.path.join(ROOT, "build"), exist_ok=True)
    with tempfile.TemporaryDirectory(dir=os.path.join(ROOT, "build")) as work, measure.canned_target(work) as base:
        print(f"{measure.machine()}; {arguments.n} requests, medians of {arguments.runs} runs in turn.")
        goals = []
        for where, processors in (("one processor", [SERVER_CPU]), ("a processor each", [CLIENT_CPU])):
            if where == "a processor each" and len(PROCESSORS) < 2:
                continue
            measured = [row for row in rows(work, base, arguments.n, arguments.slow) if re.search(arguments.only, row.name)]
            for turn in range(arguments.runs):
                for row in measured:
                    print(f"  {where}, {turn + 1}: {row.name}", file=sys.stderr)
                    run_row(row, processors)
            by_name = {row.name: row for row in measured}
            wrk_of = {row.connections: row for row in measured if row.more.get("is_wrk")}
            print_rows(f"Both ends on {where}" if where == "one processor" else "Client and server on a processor each",
                       measured, wrk_of)
            if where == "one processor":
                goals += goals_of(by_name, SAME_CPU_GOALS, where)
                if "conform" in by_name:
                    cpu = by_name["conform"].cpu()
                    goals.append(["conform, CPU a request", f"≤ {MOST_CPU:.0f} µs", f"{cpu:.1f} µs", goal_verdict(cpu <= MOST_CPU)])
            else:
                goals += goals_of(by_name, OWN_CPU_GOALS, where)
        wall, peak, bare = start_up(work, base)
        goals.append([f"one case of the installed suite, whole process ({peak:.0f} MB; a bare libcurl loop: {bare:.1f} ms)",
                      f"≤ {MOST_START_MS:.0f} ms", f"{wall:.1f} ms", goal_verdict(wall <= MOST_START_MS)])
        print("\nGoals\n")
        print(table(["what", "goal", "measured", ""], goals))


if __name__ == "__main__":
    main()
