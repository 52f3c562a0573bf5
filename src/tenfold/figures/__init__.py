"""Figures as SVG that follow the one style sheet: drawing, scales, axes."""
