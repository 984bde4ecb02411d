"""The data-quality report: figures, page, templates."""
