"""The report of a study: one HTML file, Markdown, or the table for a paper."""

from tenfold.study.report.html import render_html
from tenfold.study.report.latex import render_latex
from tenfold.study.report.markdown import render_markdown

__all__ = ["render_html", "render_latex", "render_markdown"]
