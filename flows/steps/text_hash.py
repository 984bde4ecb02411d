"""One hash of texts for all steps that compare by hashes."""

import hashlib


def text_hash(text: str) -> int:
    """Return 64 bits of a hash that is the same on every machine."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")
