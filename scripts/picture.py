"""Make docs/images/report.png: the top of a report, as a reader first sees it.

    python scripts/picture.py studies/NAME/report.html
    python scripts/picture.py report.html --out docs/images/report.png --height 1000

Needs playwright and a Chromium on the machine; the report is only read.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

OUT = Path(__file__).resolve().parents[1] / "docs" / "images" / "report.png"
LIMIT_BYTES = 300_000


def take(report: Path, out: Path, *, width: int, height: int, dark: bool) -> int:
    """Write the picture; returns its size in bytes."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    out.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        page.goto(report.resolve().as_uri())
        page.screenshot(path=str(out))
        browser.close()
    return out.stat().st_size


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=1000)
    parser.add_argument("--dark", action="store_true")
    asked = parser.parse_args()
    if not asked.report.is_file():
        print(f"{asked.report}: no such file. Make it with: tenfold study show NAME --open")
        return 2
    size = take(asked.report, asked.out, width=asked.width, height=asked.height, dark=asked.dark)
    print(f"{asked.out}: {size:,} bytes")
    if size > LIMIT_BYTES:
        print(f"That is over {LIMIT_BYTES:,} bytes. Take a smaller --width or --height.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
