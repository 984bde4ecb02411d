"""Which part of the sites a site belongs to, so that pages of one site are never learned from and scored on."""

import hashlib

FOLDS = 5


def site_fold(site: str) -> int:
    """Return the fold that a site belongs to, the same in every run."""
    return int(hashlib.sha256(site.encode()).hexdigest(), 16) % FOLDS
