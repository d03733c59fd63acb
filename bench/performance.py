#!/usr/bin/env python3
"""Writes down what the benchmarks say: performance.py FILE [--quick], for docs/performance.md. --quick: once, and less."""

import json
import os
import subprocess
import sys

import measure
from measure import ROOT, table

HEAD = """# Speed and memory

Written by `./dev bench --markdown docs/performance.md`; `bench/` has the programs and says how each figure is taken.
{machine}.

One case is measured beside programs of others: a PATCH with a JSON body, answered by nginx with a canned User document
of 815 bytes. conform checks everything it always does: the contract, the whole document by JSON Schema with every format
asserted and its recommendations by another, the expectations of the case; and keeps the record for the reports. With
both ends on one processor, requests a second are the cost of both; with a processor each they are what a user sees, and
at one connection the wake-ups rule.
"""

BETWEEN = {
    "compare": "## Beside programs of others\n",
    "parts": "## Parts\n",
    "scaling": "## How it grows\n",
}


def output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


# (benchmark, at most, unit)
PART_GOALS = [("validate_user_document", 6.0, "µs"), ("load_complete_suite/real_time", 60.0, "ms")]


def parts():
    program = os.path.join(ROOT, "build", "release", "bench", "parts_bench")
    found = json.loads(output(program, "--benchmark_format=json", "--benchmark_min_time=0.3"))
    rows = []
    goals = []
    for one in found["benchmarks"]:
        threaded = one["name"].endswith("/real_time")
        time, unit = one["real_time" if threaded else "cpu_time"], one["time_unit"]
        for name, most, of_goal in PART_GOALS:
            if name == one["name"]:
                in_unit = time / 1000 if unit == "ns" and of_goal == "µs" else time
                goals.append([name, f"≤ {most:g} {of_goal}", f"{in_unit:.2f} {of_goal}", measure.goal_verdict(in_unit <= most)])
        if unit == "ns" and time >= 1000:
            time, unit = time / 1000, "µs"
        rows.append([one["name"], f"{time:,.2f} {unit}"])
    if len(goals) != len(PART_GOALS):
        raise SystemExit("a benchmark with a goal has another name now")
    return table(["what", "time"], rows) + "\n\nGoals\n\n" + table(["what", "goal", "measured", ""], goals)


def without_first_line(text):
    return text.split("\n", 1)[1].strip()


def main():
    quick = sys.argv[2:] == ["--quick"]
    if len(sys.argv) != (3 if quick else 2):
        raise SystemExit(__doc__)
    less = [["-n", "7200", "--runs", "1", "--slow", "50"], ["--most", "10000"]] if quick else [[], []]
    machine = measure.machine()
    compared = output(sys.executable, os.path.join(measure.BENCH, "compare.py"), *less[0])
    scaled = output(sys.executable, os.path.join(measure.BENCH, "scaling.py"), *less[1])
    notes = os.path.join(measure.BENCH, "notes.md")
    with open(notes, encoding="utf-8") as file:
        text = "\n".join(
            [
                HEAD.format(machine=machine),
                BETWEEN["compare"],
                compared.split("\n", 1)[0] + "\n",
                without_first_line(compared) + "\n",
                BETWEEN["parts"],
                parts() + "\n",
                BETWEEN["scaling"],
                without_first_line(scaled) + "\n",
                file.read().strip() + "\n",
            ]
        )
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
