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

One case is compared with other tools: a PATCH with a JSON body, to which nginx responds with a fixed User document of 815
bytes. conform checks everything that it always checks: the contract, the whole document by JSON Schema with every format
and with a second schema for recommendations, and the expectations of the case. It keeps the exchange for the reports. If
client and server share one processor, the requests per second show the cost of both. With one processor each, they show
what a user sees; with one connection, thread wake-up time dominates. `bench/notes.md` lists what was tried and did not
help.
"""

BETWEEN = {
    "compare": "## Compared with other tools\n",
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
        ]
    )
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
