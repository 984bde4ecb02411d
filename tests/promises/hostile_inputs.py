"""All hostile and broken inputs, a promise each."""

from costly_inputs import bombs, costly_pages, hostile_names
from crawl_archives import http_bodies, warc_damage
from damaged_files import damage
from sound_files import file_kinds, lying_names
from strange_texts import characters, encodings

CASES = [
    *file_kinds(),
    *lying_names(),
    *damage(),
    *warc_damage(),
    *http_bodies(),
    *encodings(),
    *characters(),
    *bombs(),
    *costly_pages(),
    *hostile_names(),
]
