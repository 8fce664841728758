"""Drives the admin pages in Chromium over its debugging port.

usage: admin.py URL NAME PASSWORD FOLDER
"""

import base64
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

import websocket

URL, NAME, PASSWORD, FOLDER = sys.argv[1:]
FOLDER = pathlib.Path(FOLDER)


class Chromium:
    """One browser, one tab."""

    def __init__(self, script, width, height, dark):
        self.script, self.number, self.faults = script, 0, []
        self.home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-dev-shm-usage", "--remote-debugging-port=0",
             f"--user-data-dir={self.home.name}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port = pathlib.Path(self.home.name, "DevToolsActivePort")
        until = time.time() + 60
        while not (port.exists() and "\n" in port.read_text()):
            assert time.time() < until, "chromium does not start"
            time.sleep(0.1)
        port = port.read_text().split()[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list") as pages:
            page = next(page for page in json.load(pages) if page["type"] == "page")
        self.socket = websocket.create_connection(
            page["webSocketDebuggerUrl"], timeout=60, suppress_origin=True)
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        if not script:
            self.call("Emulation.setScriptExecutionDisabled", value=True)

    def call(self, method, **params):
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == self.number:
                assert "error" not in message, (method, message)
                return message["result"]
            self.note(message)

    def note(self, message):
        method, params = message.get("method"), message.get("params", {})
        if method == "Log.entryAdded" and params["entry"]["level"] == "error":
            entry = params["entry"]
            # a page that says no is an answer too
            if entry["source"] != "network" or "status of" not in entry["text"]:
                self.faults.append(entry["text"])
        if method == "Runtime.exceptionThrown":
            self.faults.append(json.dumps(params["exceptionDetails"]))

    def run(self, code):
        """Evaluates in a world of our own, which works where the page has no scripts."""
        frame = self.call("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = self.call("Page.createIsolatedWorld", frameId=frame)["executionContextId"]
        done = self.call("Runtime.evaluate", expression=code, contextId=world, returnByValue=True)
        assert "exceptionDetails" not in done, (code, done)
        return done["result"].get("value")

    def until(self, code, what):
        until = time.time() + 30
        while time.time() < until:
            try:
                if self.run(code):
                    return
            except AssertionError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"{what}: {self.text()[:2000]}")

    def text(self):
        return self.run("document.body ? document.body.innerText : ''") or ""

    def says(self, text):
        self.until("document.readyState == 'complete' && document.body.innerText.includes("
                   + json.dumps(text) + ")", f"does not say {text!r}")

    def open(self, place=""):
        self.call("Page.navigate", url=URL + place)
        self.until("document.readyState == 'complete'", "does not load")

    def click(self, selector):
        self.until(f"!!document.querySelector({json.dumps(selector)})", f"no {selector}")
        x, y = self.run(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            "e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
            "return [r.x + r.width / 2, r.y + r.height / 2]; })()")
        for kind in ["mousePressed", "mouseReleased"]:
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def type(self, selector, text):
        self.until(f"!!document.querySelector({json.dumps(selector)})", f"no {selector}")
        self.run(f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
                 "e.focus(); e.select(); })()")
        if text:
            self.call("Input.insertText", text=text)
        else:
            for kind in ["keyDown", "keyUp"]:
                self.call("Input.dispatchKeyEvent", type=kind, key="Delete", code="Delete",
                          windowsVirtualKeyCode=46)

    def loose(self, form="form.edit"):
        """Lets a form go that the browser itself would hold back."""
        self.until(f"!!document.querySelector({json.dumps(form)})", f"no {form}")
        self.run(f"document.querySelector({json.dumps(form)}).noValidate = true")

    def picture(self, name):
        wide = self.run("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} is {wide} pixels too wide"
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=False)
        (FOLDER / f"{name}.png").write_bytes(base64.b64decode(shot["data"]))

    def close(self):
        assert not self.faults, self.faults
        self.process.terminate()
        self.process.wait()
        self.home.cleanup()


def tour(name, script, width, height, dark):
    sku = name.upper()
    browser = Chromium(script, width, height, dark)
    shot = lambda what: browser.picture(f"{name}-{what}")

    browser.open()
    browser.says("Sign in")
    browser.type("#name", NAME)
    browser.type("#password", "not the password")
    browser.click("button.primary")
    browser.says("The name or the password is wrong.")
    shot("1-door")
    browser.type("#password", PASSWORD)
    browser.click("button.primary")
    browser.says("Overview")
    shot("2-overview")
    scripts = browser.run("typeof htmx")
    assert scripts == "undefined", "our world sees no script of the page"

    browser.click(".cards a[href$='products']")
    browser.says("New product")
    shot("3-list")
    browser.click("a.primary")
    browser.says("New product")
    browser.loose()
    browser.type("#field-sku", "not a sku")
    browser.type("#field-name", " ")
    browser.type("#field-price", "0")
    browser.click("form.edit button.primary")
    browser.says("3 fields need another look.")
    shot("4-errors")
    browser.type("#field-sku", sku)
    browser.type("#field-name", f"<b>Vase</b> {name}")
    browser.type("#field-price", "12.5")
    browser.type("#field-description", "Blown by hand.\nTwo colours.")
    browser.click("form.edit button.primary")
    browser.says("Created.")
    browser.says(f"<b>Vase</b> {name}")
    shot("5-created")

    # somebody else changes it meanwhile
    place = browser.run("location.href")
    number = place.split("/row/")[1].split("?")[0]
    api = URL.replace("/admin/", f"/products/{number}")
    other = urllib.request.Request(
        api, method="PATCH", data=b'{"price": 99.0, "description": "Pressed."}',
        headers={"content-type": "application/json"})
    assert urllib.request.urlopen(other).status == 200
    browser.type("#field-price", "15")
    browser.click("form.edit button.primary")
    browser.says("Somebody changed this row while you were at it.")
    browser.says("99.0")
    shot("6-conflict")
    browser.click("form.edit button.primary")
    browser.says("Saved.")
    browser.click("a[href$='/history']")
    browser.says("Changed by admin")
    browser.says("Changed by somebody")
    shot("7-history")

    browser.open("products?sort=-price")
    browser.says("New product")
    browser.type("input[type=search]", f"Vase {name}")
    if script:
        browser.until("document.querySelectorAll('table.rows tbody tr').length == 1",
                      "the list does not follow what is typed")
        browser.until("location.search.includes('q=Vase')", "the address does not follow")
    else:
        browser.click("form.search button")
    browser.says(f"<b>Vase</b> {name}")
    browser.until("document.querySelectorAll('table.rows tbody tr').length == 1", "one row")
    shot("8-found")
    browser.click("input[name=id]")
    browser.click("button[value=delete]")
    browser.says("Delete this row?")
    shot("9-sure")
    browser.click("form button.danger")
    browser.says("Deleted.")
    browser.click(".tools details:nth-of-type(1) summary")
    shot("a-filter")
    browser.click(".me button")
    browser.says("Sign in")
    browser.close()
    print(f"{name}: {'with' if script else 'without'} scripts, {width} pixels: as it should be")


tour("desk-light", True, 1280, 900, False)
tour("phone-dark", True, 390, 844, True)
tour("bare-light", False, 390, 844, False)
tour("bare-dark", False, 1280, 900, True)
