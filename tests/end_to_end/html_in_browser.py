#!/usr/bin/env python3
"""The HTML report in Chromium: nothing runs, nothing is loaded, nothing is wider than a phone; also where the style
sheet is blocked, as Jenkins does.

html_in_browser.py CONFORM RECORD…: each record is rendered, and so is a run against the reference server.
"""

import http.server
import os
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from webdriver import Browser  # noqa: E402

JENKINS = "sandbox; default-src 'none'; img-src 'self'; style-src 'self';"
PHONE = 360

problems = []


def expect(holds, what):
    if not holds:
        problems.append(what)


def serve(folder):
    """Serves a folder; below /jenkins/ with the content security policy of Jenkins."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=folder)

        def translate_path(self, path):
            return super().translate_path(path.removeprefix("/jenkins"))

        def end_headers(self):
            if self.path.startswith("/jenkins/"):
                self.send_header("Content-Security-Policy", JENKINS)
            super().end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


def too_wide(browser):
    """Elements that reach over the edge of the screen, with everything unfolded."""
    return browser.run(
        """
        for (const fold of document.querySelectorAll('details')) fold.open = true;
        const wide = [];
        if (document.documentElement.scrollWidth > innerWidth || innerWidth > arguments[0])
          for (const one of document.body.querySelectorAll('*'))
            if (one.getBoundingClientRect().right > arguments[0] + 1)
              wide.push(one.tagName + ': ' + one.textContent.slice(0, 60));
        return wide.slice(0, 5).concat(wide.length ? [] :
          document.documentElement.scrollWidth > arguments[0] ? ['the page'] : []);
        """,
        PHONE,
    )


def check(browser, name, url):
    browser.screen(PHONE, 800)
    browser.log("browser")
    browser.log("performance")
    browser.open(url)
    loaded = browser.requests()
    expect(loaded == [url], f"{name}: loads {loaded}")
    jenkins = "/jenkins/" in url
    said = [entry["message"] for entry in browser.log("browser")]
    if jenkins:  # it blocks the style sheet, and says so
        said = [message for message in said if "style" not in message]
    expect(not said, f"{name}: the console says {said}")
    foreign = browser.run("return document.querySelectorAll('script,img,iframe,object,form,base,link').length")
    expect(foreign == 0, f"{name}: holds elements that run or load")
    structure = browser.run(
        "return ['h1', 'main', 'header', 'nav'].map(name => document.querySelectorAll(name).length)"
    )
    expect(structure == [1, 1, 1, 1], f"{name}: headings and landmarks are {structure}")
    wide = too_wide(browser)
    expect(not wide, f"{name}: wider than {PHONE} points: {wide}")
    styled = browser.run("return getComputedStyle(document.querySelector('.conclusion')).borderLeftWidth != '0px'")
    expect(styled != jenkins, f"{name}: the style sheet is {'used' if styled else 'not used'}")
    filter_shown = browser.run("const f = document.querySelector('.filter'); return f ? f.offsetHeight > 0 : null")
    expect(filter_shown in (None, not jenkins), f"{name}: the filter is shown where it cannot work, or hidden")


def check_filter(browser, url):
    browser.open(url)
    shown = browser.run(
        """
        document.querySelector('#show-violated').click();
        for (const fold of document.querySelectorAll('.area')) fold.open = true;
        return [...document.querySelectorAll('.area li')].filter(one => one.offsetHeight > 0).map(one => one.className)
        """
    )
    expect(shown and set(shown) == {"violated"}, f"the filter for what is violated shows {shown}")


def check_media(browser, url):
    browser.open(url)
    background = "return getComputedStyle(document.documentElement).backgroundColor"
    browser.screen(1000, 800, prefers_color_scheme="dark")
    expect(browser.run(background) == "rgb(13, 17, 23)", "no dark colours where they are asked for")
    browser.screen(1000, 800, prefers_color_scheme="light")
    expect(browser.run(background) == "rgb(255, 255, 255)", "no light colours where they are asked for")
    folded = "const all = document.querySelectorAll('.cause'); const last = all[all.length - 1]; last.open = false; "
    height = "return last.querySelector('dl').offsetHeight"
    browser.devtools("Emulation.setEmulatedMedia", media="print", features=[])
    expect(browser.run(folded + height) > 0, "folded violations are not on paper")
    browser.devtools("Emulation.setEmulatedMedia", media="", features=[])
    pdf = browser.devtools("Page.printToPDF")
    expect(len(pdf["data"]) > 1000, "the page cannot be printed")


def main():
    conform, records = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([conform, "run", "-q", "users/get", "--report", f"html={folder}/run.html"], check=True)
        names = ["run"]
        for record in records:
            name = os.path.splitext(os.path.basename(record))[0]
            subprocess.run([conform, "report", f"html={folder}/{name}.html", "--from", record], check=True)
            names.append(name)
        base = serve(folder)
        with Browser() as browser:
            for name in names:
                check(browser, name, f"{base}/{name}.html")
                check(browser, name + " under Jenkins", f"{base}/jenkins/{name}.html")
            check_filter(browser, f"{base}/{names[-1]}.html")
            check_media(browser, f"{base}/{names[-1]}.html")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


sys.exit(main())
