#!/usr/bin/env python3
"""tools/migrate makes files of the present format of real files of earlier ones, and conform loads what it makes.

migrate_test.py --conform PROGRAM
"""

import argparse
import importlib.machinery
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data" / "migrate"
CONFORM = ""


def script():
    """The script as a module: quicker than a process for each of many files."""
    loader = importlib.machinery.SourceFileLoader("migrate", str(ROOT / "tools" / "migrate"))
    sys.dont_write_bytecode = True
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("migrate", loader))
    loader.exec_module(module)
    return module


def migrate(*arguments):
    return subprocess.run([ROOT / "tools" / "migrate", *arguments], capture_output=True, timeout=60)


def conform(*arguments):
    return subprocess.run([CONFORM, *arguments], capture_output=True, text=True, timeout=60)


def present_name(file):
    return "alternatives.json" if file.name == "readings.json" else file.name


class Migrate(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def copy(self, name):
        return Path(shutil.copy(DATA / "before" / name, self.folder))

    def suite(self):
        """The project's suite, with the migrated case file."""
        for part in ("schemas", "cases"):
            shutil.copytree(ROOT / part, self.folder / "suite" / part)
        shutil.copy(DATA / "after" / "case-file.jsonc", self.folder / "suite" / "cases" / "migrated.json")
        return str(self.folder / "suite")

    def test_prints_what_is_expected(self):
        for before in sorted((DATA / "before").iterdir()):
            with self.subTest(before.name):
                done = migrate(before)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(done.stderr, b"")
                self.assertEqual(done.stdout, (DATA / "after" / present_name(before)).read_bytes())

    def test_leaves_files_of_the_present_format_alone(self):
        for after in sorted((DATA / "after").iterdir()):
            with self.subTest(after.name):
                done = migrate(after)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(done.stdout, after.read_bytes())
                self.assertEqual(migrate("--in-place", shutil.copy(after, self.folder)).returncode, 0)
                self.assertEqual((self.folder / after.name).read_bytes(), after.read_bytes())
        self.assertEqual(list(self.folder.glob("*.bak")), [])

    def test_of_this_projects_files_nothing_is_left_to_do(self):
        migrated = script().migrated
        for file in [*(ROOT / "cases").rglob("*.json"), ROOT / "schemas" / "requirements.json"]:
            self.assertIsNone(migrated(file.read_text("utf-8"))[1], file)

    def test_keeps_the_old_file_with_its_mode(self):
        target = self.copy("target.jsonc")
        target.chmod(0o600)
        done = migrate("--in-place", target)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(target.read_bytes(), (DATA / "after" / "target.jsonc").read_bytes())
        backup = Path(f"{target}.bak")
        self.assertEqual(backup.read_bytes(), (DATA / "before" / "target.jsonc").read_bytes())
        for file in (target, backup):
            self.assertEqual(file.stat().st_mode & 0o777, 0o600, file)

    def test_writes_over_no_other_backup(self):
        target = self.copy("target.jsonc")
        Path(f"{target}.bak").write_text("mine")
        done = migrate("--in-place", target)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"target.jsonc.bak is there already", done.stderr)
        self.assertEqual(target.read_bytes(), (DATA / "before" / "target.jsonc").read_bytes())
        self.assertEqual(Path(f"{target}.bak").read_text(), "mine")
        self.assertEqual(len(list(self.folder.iterdir())), 2)

    def test_follows_a_link_to_the_file(self):
        target = self.copy("target.jsonc")
        link = self.folder / "link.jsonc"
        link.symlink_to(target)
        self.assertEqual(migrate("--in-place", link).returncode, 0)
        self.assertTrue(link.is_symlink())
        self.assertEqual(target.read_bytes(), (DATA / "after" / "target.jsonc").read_bytes())

    def test_takes_a_folder_and_renames_readings(self):
        cases = self.folder / "cases"
        shutil.copytree(DATA / "before", cases)
        (cases / "package.json").write_text('{"name": "of others"}')
        done = migrate("--in-place", cases)
        self.assertEqual(done.returncode, 0, done.stderr)
        for after in (DATA / "after").iterdir():
            self.assertEqual((cases / after.name).read_bytes(), after.read_bytes(), after.name)
        self.assertFalse((cases / "readings.json").exists())
        self.assertTrue((cases / "readings.json.bak").exists())
        self.assertEqual((cases / "package.json").read_text(), '{"name": "of others"}')

    def test_refuses_what_it_does_not_know(self):
        for text, words in {
            "{": b"ends too early",
            "[]": b"neither a case file",
            '{"a": 1}': b"neither a case file",
            '{"cases": [],}': b"line 1: ",
            '{"cases": []} x': b"line 1: ",
            '{"format": 3, "cases": []}': b"format 3",
            '{"format": "1", "cases": []}': b"format",
            '{"format": true, "cases": []}': b"format",
            "[" * 100_000: b"nested too deeply",
        }.items():
            with self.subTest(text[:40]):
                file = self.folder / "file.json"
                file.write_text(text)
                for arguments in ([file], ["--in-place", file]):
                    done = migrate(*arguments)
                    self.assertEqual(done.returncode, 2, done.stdout)
                    self.assertIn(words, done.stderr)
                    self.assertNotIn(b"Traceback", done.stderr)
                self.assertEqual(file.read_text(), text)
        self.assertEqual(migrate(self.folder / "not-there.json").returncode, 2)
        self.assertEqual(migrate(self.folder).returncode, 2)

    def test_survives_values_of_other_types(self):
        for text in (
            '{"cases": [7, [], {}, {"given": 7, "steps": 7}, {"steps": [7, {"send": 7, "expect": [], "together": 7}]}]}',
            '{"cases": [{"given": {"other": 7}, "matrix": 7, "steps": [{"send": {"as": 7}, "expect": {"readings": [7]}}]}]}',
            '{"cases": [{"matrix": [7, {"a": 7}], "steps": [{"send": {"as": "${a.b}"}, "expect": {"untouched": 7}}]}]}',
            '{"readings": []}',
            '{"readings": {"a": {"readings": 7}, "b": 7}}',
            '{"states": 7, "samples": [], "lists": {"a": 7, "b": [7]}}',
            '{"documents": 7, "requirements": {}}',
            '{"known": 7}',
            '{"baseUrl": 7, "actors": 7}',
        ):
            with self.subTest(text[:60]):
                file = self.folder / "file.json"
                file.write_text(text)
                done = migrate(file)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn(b'"format": 2', done.stdout)

    def test_asks_for_a_hand_where_an_id_would_change(self):
        file = self.folder / "file.json"
        file.write_text(
            '{"about": "x", "cases": [{"id": "a", "matrix": {"by": ["user", "other"]},\n'
            ' "steps": [{"send": {"operation": "getUser", "as": "${by}"}, "expect": {"status": 200}}]}]}'
        )
        done = migrate(file)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"file.json:1: write {", done.stderr)

    def test_conform_refuses_what_was_not_migrated(self):
        target = str(self.copy("target.jsonc"))
        refused = conform("run", "--target", target, "--dry-run", "users/get")
        self.assertEqual(refused.returncode, 2, refused.stderr)
        self.assertIn(f"run: tools/migrate --in-place {target}", refused.stderr)
        waivers = str(self.copy("waivers.jsonc"))
        refused = conform("run", "--known", waivers, "--dry-run", "users/get")
        self.assertEqual(refused.returncode, 2, refused.stderr)
        self.assertIn(f"run: tools/migrate --in-place {waivers}", refused.stderr)
        suite = self.suite()
        shutil.copy(DATA / "before" / "case-file.jsonc", self.folder / "suite" / "cases" / "old.json")
        refused = conform("--suite", suite, "lint")
        self.assertEqual(refused.returncode, 2, refused.stderr)
        old = self.folder / "suite" / "cases" / "old.json"
        self.assertIn(f"run: tools/migrate --in-place {old}", refused.stderr)

    def test_conform_uses_what_was_migrated(self):
        suite = self.suite()
        done = conform(
            "--suite", suite, "run", "--dry-run", "--target", str(DATA / "after" / "target.jsonc"),
            "--known", str(DATA / "after" / "waivers.jsonc"), "migrated",
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("migrated/each-reads-the-own", done.stdout)
        done = conform("--suite", suite, "run", "--quiet", "migrated")
        self.assertIn(done.returncode, (0, 3), done.stdout + done.stderr)
        for schema, name in {
            "case-file": "case-file.jsonc",
            "target": "target.jsonc",
            "waivers": "waivers.jsonc",
            "alternatives": "alternatives.json",
        }.items():
            # conform validate takes JSON without comments.
            tokens = script().Parser((DATA / "after" / name).read_text("utf-8")).tokens
            plain = self.folder / f"{schema}.json"
            plain.write_text(" ".join(token[1] for token in tokens), "utf-8")
            valid = conform("validate", schema, str(plain))
            self.assertEqual(valid.returncode, 0, valid.stdout + valid.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--conform", required=True)
    known, rest = parser.parse_known_args()
    CONFORM = known.conform
    unittest.main(argv=[sys.argv[0], *rest])
