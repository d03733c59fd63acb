#!/usr/bin/python3
"""Runs conform against each server of this folder, and compares the outcome with what is expected.

    try.py --conform build/dev/…/conform [--keep FOLDER] [NAME …]

Each server is started on a port that the system picks, tested with all cases, and ended by its process group. A server
whose runtime is missing is left out and named. Exit codes: 0 all as expected, 1 not, 2 unusable input, 77 nothing ran
because every runtime is missing.
"""
import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
START_SECONDS = 300
RUN_SECONDS = 900


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def target(name, port):
    people = json.loads((HERE / "people.json").read_text("utf-8"))["people"]
    actors = {}
    for person in people:
        actors[person["actor"]] = {"token": person["token"]}
        if person["role"] != "user":
            actors[person["actor"]]["userId"] = person["id"]
    return {
        "format": 2,
        "name": name,
        "baseUrl": f"http://127.0.0.1:{port}/user/2024-3",
        "users": [{"id": person["id"], "actor": person["actor"]} for person in people if person["role"] == "user"],
        "actors": actors,
    }


class Server:
    """One server, in a process group of its own."""

    def __init__(self, name, folder):
        self.port = free_port()
        self.log = (folder / "server.log").open("w+")
        build = folder / "build"
        build.mkdir()
        self.process = subprocess.Popen([HERE / name / "run", str(self.port)], env={**os.environ, "SERVER_BUILD": str(build)},
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, start_new_session=True)

    def wait(self):
        """Whether the server listens."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if listens(self.port):
                return True
            time.sleep(0.05)
        return False

    def end(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                break
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                continue
        self.log.close()


def findings(record):
    """{level: {requirement: cases}} of a run record."""
    found = {"must": {}, "should": {}}
    for case in record["verdicts"]:
        for finding in case.get("findings", []):
            found.setdefault(finding["level"], {}).setdefault(finding["requirement"], set()).add(case["id"])
    return found


def attempt(name, conform, folder, accept):
    """The lines that say how the server's run differs from what is expected; and a summary."""
    expected = json.loads((HERE / name / "expected.json").read_text("utf-8"))
    server = Server(name, folder)
    try:
        if not server.wait():
            server.log.flush()
            return ["does not start: " + (folder / "server.log").read_text("utf-8", "replace")[-2000:]], ""
        (folder / "target.json").write_text(json.dumps(target(name, server.port), indent=2))
        begin = time.monotonic()
        run = subprocess.run([conform, "run", "--target", folder / "target.json", "--quiet", "--journal", folder / "journal.json",
                              "--report", f"json={folder / 'result.json'}"],
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=RUN_SECONDS)
        seconds = time.monotonic() - begin
    finally:
        server.end()
    if not (folder / "result.json").exists():
        return [f"conform exited with {run.returncode}: {run.stdout}{run.stderr}"], ""
    record = json.loads((folder / "result.json").read_text("utf-8"))
    found = findings(record)
    totals = record["totals"]
    summary = f"exit {run.returncode}, {record['conclusion']}, {totals}, {seconds:.0f} s"
    if accept:
        expected["should"] = sorted(found["should"])
        (HERE / name / "expected.json").write_text(json.dumps(expected, indent=2) + "\n", "utf-8")
    wrong = []
    if run.returncode != expected["exit"]:
        wrong.append(f"exit code {run.returncode} instead of {expected['exit']}: {run.stdout.strip()[-600:]} {run.stderr.strip()[-600:]}")
    for level in ("must", "should"):
        for requirement, cases in sorted(found[level].items()):
            if requirement not in expected[level]:
                wrong.append(f"{level} {requirement}, not expected, in {len(cases)} cases, first {sorted(cases)[0]}")
        for requirement in expected[level]:
            if requirement not in found[level]:
                wrong.append(f"{level} {requirement} is expected and was not found")
    return wrong, summary


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conform", required=True, help="the program")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep targets, records and logs here")
    parser.add_argument("--accept", action="store_true", help="write the should-level findings of these runs as the expected ones")
    parser.add_argument("names", nargs="*", help="servers (default: all)")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers are ended on the way out
    known = sorted(path.parent.name for path in HERE.glob("*/run"))
    unknown = [name for name in arguments.names if name not in known]
    if unknown or not shutil.which(arguments.conform):
        print(f"no such server: {', '.join(unknown)}" if unknown else f"no such program: {arguments.conform}", file=sys.stderr)
        return 2
    missing, failed, good = [], [], []
    for name in arguments.names or known:
        check = subprocess.run([HERE / name / "run", "--check"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if check.returncode != 0:
            said = (check.stdout + check.stderr).strip().splitlines()
            missing.append(f"{name} ({said[-1] if said else 'no reason given'})")
            continue
        with tempfile.TemporaryDirectory(prefix=f"conform-{name}-") as temporary:
            os.chmod(temporary, 0o711)  # nginx started by root works as another user
            folder = Path(temporary)
            if arguments.keep:
                folder = arguments.keep / name
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
            wrong, summary = attempt(name, arguments.conform, folder, arguments.accept)
        print(f"{'differs' if wrong else 'as expected'}: {name} ({', '.join(check.stdout.strip().splitlines())}): {summary}", flush=True)
        for line in wrong:
            print(f"  {line}", flush=True)
        (failed if wrong else good).append(name)
    if missing:
        print("left out, the runtime is missing: " + "; ".join(missing))
    print(f"{len(good)} as expected, {len(failed)} not, {len(missing)} left out")
    return 1 if failed else 0 if good else 77


if __name__ == "__main__":
    sys.exit(main())
