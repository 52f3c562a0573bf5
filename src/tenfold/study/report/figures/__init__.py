"""The figures of a study: SVG for the report, PDF for a paper."""

from tenfold.figures.figure import Figure
from tenfold.study.report.figures.gallery import draw_figures
from tenfold.study.report.figures.pdf import save_figures_pdf

__all__ = ["Figure", "draw_figures", "save_figures_pdf"]
