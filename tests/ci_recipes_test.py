#!/usr/bin/env python3
"""Runs what the recipes of docs/ci run, with their exact arguments and their target file, against the reference server.

ci_recipes_test.py --conform PROGRAM [RECIPE…]

A conforming server passes each recipe (exit code 0), a faulty one fails it (1), and no journal is among the files that a
recipe uploads. The engines are not here: their shell lines are taken from the recipes and run by bash, `docker` is a script
that runs conform, and of the target file only base URL and ids are replaced.
"""

import argparse
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RECIPES = os.path.join(ROOT, "docs", "ci")
SHARDS = 4
FAULT = "put-merges"

# Runs the program of an image: options of `docker run` up to the image, then the arguments of its entry point.
DOCKER = r"""#!/bin/bash
set -eu
[ "$1" = run ] || { echo "docker: only run is here" >&2; exit 125; }
shift
entry=conform
while [ $# -gt 0 ]; do
  case $1 in
    --rm | --read-only) shift ;;
    --user | --volume | --env) shift 2 ;;
    --entrypoint) entry=$2; shift 2 ;;
    -*) echo "docker: unknown option $1" >&2; exit 125 ;;
    *) shift; break ;;
  esac
done
exec "$entry" "$@"
"""


def read(*path):
    with open(os.path.join(RECIPES, *path), encoding="utf-8") as file:
        return file.read()


class Server:
    """The reference server with the users that the example of a target file has."""

    def __init__(self, conform, folder, fault):
        self.target = os.path.join(folder, "written-target.json")
        command = [conform, "serve", "--port", "0", "--users", "8", "--write-target", self.target]
        if fault:
            command += ["--fault", fault]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.process.stdout.readline()  # it prints its base URL when it is ready

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def fill(self, recipe_target):
        """The recipe's target file for this server, and the tokens that it takes from the environment."""
        with open(self.target, encoding="utf-8") as file:
            written = json.load(file)
        text = re.sub(r'"baseUrl": "[^"]*"', f'"baseUrl": "{written["baseUrl"]}"', recipe_target)
        ids = {user["actor"]: user["id"] for user in written["users"]}
        for actor, owned in ids.items():
            text, count = re.subn(rf'"id": "[^"]*", "actor": "{actor}"', f'"id": "{owned}", "actor": "{actor}"', text)
            assert count == 1, f"the target file of the recipes lacks {actor}"
        tokens = {}
        for actor, entry in written["actors"].items():
            found = re.search(rf'"{actor}": *{{"token": "\$\{{env:(\w+)}}"', text)
            assert found, f"the target file of the recipes lacks the actor {actor}"
            tokens[found[1]] = entry["token"]
            if "userId" in entry:
                text = re.sub(rf'("{actor}": *{{[^}}]*}}",  *"userId": )"[^"]*"', rf'\1"{entry["userId"]}"', text)
        return text, tokens


class Place:
    """The workspace of one run of a recipe."""

    def __init__(self, folder, conform, server):
        self.folder = folder
        programs = os.path.join(folder, "bin")
        os.makedirs(programs)
        os.symlink(conform, os.path.join(programs, "conform"))
        self.script(os.path.join(programs, "docker"), DOCKER)
        self.script(os.path.join(programs, "buildkite-agent"), "#!/bin/sh\n")
        self.work = os.path.join(folder, "work")
        os.makedirs(os.path.join(self.work, "conform"))
        target, tokens = server.fill(read("conform-target.jsonc"))
        with open(os.path.join(self.work, "conform-target.jsonc"), "w", encoding="utf-8") as file:
            file.write(target)
        # Locks and lists of journals of this run alone, and none of an engine that runs this test.
        self.environment = {
            "PATH": programs + os.pathsep + os.environ["PATH"],
            "HOME": folder,
            "XDG_STATE_HOME": os.path.join(folder, "state"),
            "TMPDIR": folder,
            "LANG": "C.UTF-8",
            **tokens,
        }

    @staticmethod
    def script(path, text):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o755)

    def run(self, script, **variables):
        """The exit code of a shell script, in the work folder, with bash's options as CI engines set them."""
        ended = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", script],
            cwd=self.work,
            env={**self.environment, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        if ended.returncode not in (0, 1):
            print(ended.stdout[-2000:], ended.stderr[-4000:], sep="\n", file=sys.stderr)
        return ended.returncode


def shards(place, script, variables_of):
    for index in range(SHARDS):
        code = place.run(script, **variables_of(index))
        if code not in (0, 1, 3):
            return code
    return 0


def github(place):
    workflow = yaml.safe_load(read("github", "workflow.yml"))
    step = next(step for step in workflow["jobs"]["conformance"]["steps"] if "conform@" in step.get("uses", ""))
    with open(os.path.join(ROOT, "action.yml"), encoding="utf-8") as file:
        action = yaml.safe_load(file)
    inputs = {name: entry.get("default", "") for name, entry in action["inputs"].items()} | step["with"]
    for name in workflow["jobs"]["conformance"]["env"]:
        assert name in place.environment, f"the workflow passes {name}, which the target file does not take"
    run = next(step for step in action["runs"]["steps"] if step.get("id") == "run")
    value = re.compile(r"\$\{\{ inputs\.([\w-]+) \}\}")
    variables = {name: value.sub(lambda found: inputs[found[1]], text) for name, text in run["env"].items()}
    return place.run(
        run["run"],
        GITHUB_OUTPUT=os.path.join(place.folder, "output"),
        GITHUB_STEP_SUMMARY=os.path.join(place.folder, "summary.md"),
        **variables,
    )


def gitlab(place):
    recipe = yaml.safe_load(read("gitlab", "conform.gitlab-ci.yml"))
    variables = recipe["variables"]
    code = shards(
        place,
        "\n".join(recipe["conform"]["script"]),
        lambda index: {"CI_NODE_INDEX": str(index + 1), "CI_NODE_TOTAL": str(recipe["conform"]["parallel"]), **variables},
    )
    return code or place.run("\n".join(recipe["conform-gate"]["script"]), **variables)


def azure(place):
    recipe = yaml.safe_load(read("azure", "azure-pipelines.yml"))
    part, gate = recipe["jobs"]
    step = next(step for step in part["steps"] if "bash" in step)
    for name in step["env"]:
        assert name in place.environment or name in ("SHARD", "SHARDS"), f"the pipeline passes {name} for nothing"
    variables = recipe["variables"]
    total = part["strategy"]["parallel"]
    code = shards(place, step["bash"], lambda index: {"SHARD": str(index + 1), "SHARDS": str(total), **variables})
    if code:
        return code
    # What `publish` and `download` do.
    pipeline = os.path.join(place.folder, "pipeline")
    for index in range(1, total + 1):
        artifact = os.path.join(pipeline, f"conform-shard-{index}")
        os.makedirs(artifact)
        shutil.move(os.path.join(place.work, "conform", f"shard-{index}.json"), artifact)
    script = next(step["bash"] for step in gate["steps"] if "bash" in step)
    return place.run(script, PIPELINE_WORKSPACE=pipeline, **variables)


def jenkins(place):
    recipe = read("jenkins", "Jenkinsfile")
    for name in re.findall(r"(\w+) = credentials\(", recipe):
        assert name in place.environment, f"the Jenkinsfile has {name}, which the target file does not take"
    return place.run(re.search(r"sh '''\n(.*?)'''", recipe, re.S)[1])


def circleci(place):
    recipe = yaml.safe_load(read("circleci", "config.yml"))
    job = recipe["jobs"]["conformance"]
    script = next(step["run"]["command"] for step in job["steps"] if "run" in step)
    total = str(job["parallelism"])
    code = shards(place, script, lambda index: {"CIRCLE_NODE_INDEX": str(index), "CIRCLE_NODE_TOTAL": total})
    gate = next(step["run"]["command"] for step in recipe["jobs"]["gate"]["steps"] if "run" in step)
    return code or place.run(gate)


def buildkite(place):
    steps = yaml.safe_load(read("buildkite", "pipeline.yml"))["steps"]
    part, gate = (next(step for step in steps if "label" in step and step["label"] == label) for label in ("Conformance", "Gate"))
    script = part["command"].replace("$$", "$")  # Buildkite's own escape
    code = shards(
        place,
        script,
        lambda index: {"BUILDKITE_PARALLEL_JOB": str(index), "BUILDKITE_PARALLEL_JOB_COUNT": str(part["parallelism"])},
    )
    return code or place.run(gate["command"])


def mounted(place, text):
    """Paths of a pod as those of this run."""
    return text.replace("/etc/conform", place.work).replace("/reports", os.path.join(place.work, "conform"))


def containers(*path):
    documents = yaml.safe_load_all(read("kubernetes", *path))
    job = next(document for document in documents if document["kind"] == "Job")
    return job["spec"], job["spec"]["template"]["spec"]["containers"][0]


def kubernetes(place):
    _, container = containers("job.yaml")
    arguments = [mounted(place, argument) for argument in container["args"]]
    return place.run('exec conform "$@"'.replace('"$@"', " ".join(f"'{argument}'" for argument in arguments)))


def kubernetes_indexed(place):
    spec, container = containers("indexed-job.yaml")
    variables = {entry["name"]: entry["value"] for entry in container["env"]}
    script = mounted(place, container["args"][0])
    assert int(variables["CONFORM_SHARDS"]) == spec["completions"]
    code = shards(place, script, lambda index: {"JOB_COMPLETION_INDEX": str(index), **variables})
    _, gate = containers("gate-job.yaml")
    return code or place.run(mounted(place, gate["args"][0]))


def bazel(place):
    """Bazel fails a test when one of its shards fails."""
    rule = read("bazel", "BUILD.bazel")
    total = re.search(r"shard_count = (\d+)", rule)[1]
    script = os.path.join(RECIPES, "bazel", "conformance.sh")
    code = 0
    for index in range(int(total)):
        outputs = os.path.join(place.work, "conform", str(index))
        os.makedirs(outputs)
        shard = place.run(
            f"exec sh '{script}' conform-target.jsonc",
            TEST_SHARD_INDEX=str(index),
            TEST_TOTAL_SHARDS=total,
            TEST_SHARD_STATUS_FILE=os.path.join(place.folder, "status"),
            TEST_UNDECLARED_OUTPUTS_DIR=outputs,
            XML_OUTPUT_FILE=os.path.join(outputs, "test.xml"),
        )
        code = max(code, shard)
    return code


ALL = (github, gitlab, azure, jenkins, circleci, buildkite, kubernetes, kubernetes_indexed, bazel)


def tried(recipe, conform, fault, wanted):
    """What is wrong with a recipe, or an empty text."""
    with tempfile.TemporaryDirectory(prefix="conform-ci-") as folder, Server(conform, folder, fault) as server:
        place = Place(os.path.join(folder, "place"), conform, server)
        code = recipe(place)
        journals = glob.glob(os.path.join(place.work, "conform", "**", "*restore*"), recursive=True)
        if code != wanted:
            return f"exit code {code} against {'a faulty' if fault else 'a conforming'} server, wanted {wanted}"
        return f"uploads a journal: {journals}" if journals else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conform", required=True)
    parser.add_argument("recipes", nargs="*")
    arguments = parser.parse_args()
    conform = os.path.abspath(arguments.conform)
    known = {recipe.__name__: recipe for recipe in ALL}
    for name in arguments.recipes:
        if name not in known:
            parser.error(f"there is no recipe {name}; there are {', '.join(known)}")
    failed = 0
    for name in arguments.recipes or known:
        problems = [problem for fault, wanted in (("", 0), (FAULT, 1)) if (problem := tried(known[name], conform, fault, wanted))]
        print(f"{name}: {'; '.join(problems) or 'passes a conforming server, fails a faulty one'}", flush=True)
        failed += bool(problems)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
