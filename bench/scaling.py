#!/usr/bin/env python3
"""What 100, 1,000, 10,000 and 100,000 cases cost: time, memory, bytes that a case leaves behind, and --jobs.

scaling.py [--most N]: generated case files with cases of their own (one PATCH each), against canned answers; and one
case repeated as often, which leaves nothing behind but its verdict.
"""

import argparse
import os
import tempfile

import measure
from measure import CLIENT_CPU, ROOT, goal_verdict, run, table
from compare import conform_case

PER_FILE = 1000
PER_CASE = 1000  # repetitions, at most


def generated(work, count):
    files = {}
    for begin in range(0, count, PER_FILE):
        some = [conform_case(f"patch-{i}", "unchecked") for i in range(begin, min(begin + PER_FILE, count))]
        if begin == 0:
            some[0]["tags"] = ["smoke"]
        files[f"generated-{begin // PER_FILE:04d}.json"] = some
    return measure.suite_with(work, f"suite-{count}", files)


def one_run(suite, target, jobs, *more):
    command = [measure.conform_program(), "--suite", suite, "run", "--target", target, "--no-restore", "--quiet"]
    ended = run([*command, "--jobs", str(jobs), *more], [CLIENT_CPU])
    if ended["code"] != 0:
        raise SystemExit(f"{suite} exits {ended['code']}:\n{ended['out'][-2000:]}")
    return ended


def loading(suite, target):
    """The same suite, loaded and compiled, and one case of it carried out."""
    return one_run(suite, target, 1, "tag:smoke")


MOST_MB = 40.0
MOST_BYTES_LEFT = 200.0
MOST_GROWTH = 11.0  # of time, from 10,000 to 100,000: linear, and what a machine varies


def goal(what, limit, found, unit):
    return [what, f"≤ {limit:g} {unit}", f"{found:,.0f} {unit}" if found >= 20 else f"{found:.1f} {unit}", goal_verdict(found <= limit)]


def rows_of_cases(work, target, most, goals):
    before = None
    for count in (100, 1_000, 10_000, 100_000):
        if count > most:
            return
        suite = generated(work, count)
        loaded, done = loading(suite, target), one_run(suite, target, 1)
        left = (done["peak"] - loaded["peak"]) * (1 << 20) / count
        each = (done["cpu"] - loaded["cpu"]) / count * 1e6
        yield [
            f"{count:,}", f"{loaded['wall']:.2f}", f"{done['wall']:.2f}", f"{each:.1f}", f"{loaded['peak']:.0f}",
            f"{done['peak']:.0f}", f"{left:,.0f}", "" if before is None else f"{done['wall'] / before:.1f}",
        ]
        if count == 100_000:
            goals.append(goal("100,000 cases of their own, peak", MOST_MB, done["peak"], "MB"))
            goals.append(goal("the same, left behind by a case that was carried out", MOST_BYTES_LEFT, left, "bytes"))
            goals.append(goal("the same, time beside 10,000", MOST_GROWTH, done["wall"] / before, "×"))
        before = done["wall"]


def rows_of_repetitions(work, target, most, goals):
    for count in (100, 1_000, 10_000, 100_000):
        if count > most:
            return
        cases = max(1, count // PER_CASE)
        suite = generated(work, cases)
        done = one_run(suite, target, 1, "--repeat", str(count // cases))
        if count == 100_000:
            goals.append(goal("100,000 cases carried out by repetition, peak", MOST_MB, done["peak"], "MB"))
        yield [f"{count:,}", cases, f"{done['wall']:.2f}", f"{done['cpu'] / count * 1e6:.1f}", f"{done['peak']:.0f}"]


def rows_of_jobs(work, target):
    suite = generated(work, 10_000)
    for jobs in (1, 2, 4, 8):
        command = [measure.conform_program(), "--suite", suite, "run", "--target", target, "--no-restore", "--quiet"]
        done = run([*command, "--jobs", str(jobs)])
        yield [jobs, f"{done['wall']:.2f}", f"{10_000 / done['wall']:,.0f}", f"{done['cpu']:.2f}", f"{done['peak']:.0f}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=100_000, help="cases at most")
    arguments = parser.parse_args()
    build = os.path.join(ROOT, "build")
    with tempfile.TemporaryDirectory(dir=build) as work, measure.canned_target(work) as base:
        target = measure.target_file(work, base)
        goals = []
        print(f"{measure.machine()}; the client on one processor, except for --jobs.\n")
        print("Cases of their own, one request each\n")
        head = ["cases", "load s", "load and run s", "CPU µs/case", "MB loaded", "peak MB", "bytes/case beyond loading", "× before"]
        print(table(head, rows_of_cases(work, target, arguments.most, goals)))
        print("\nRepetitions of a few cases\n")
        head = ["carried out", "cases", "s", "CPU µs/case", "peak MB"]
        print(table(head, rows_of_repetitions(work, target, arguments.most, goals)))
        print("\n`--jobs`, 10,000 cases\n")
        print(table(["jobs", "s", "cases/s", "CPU s", "peak MB"], rows_of_jobs(work, target)))
        if goals:
            print("\nGoals\n")
            print(table(["what", "goal", "measured", ""], goals))


if __name__ == "__main__":
    main()
