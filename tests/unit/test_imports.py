import gc
from collections.abc import Iterator

import pytest

from flows.imports import collector_resting


@pytest.fixture(autouse=True)
def collector_as_before() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_the_collector_rests_while_libraries_are_imported() -> None:
    with collector_resting():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_was_imported_is_passed_over_afterwards() -> None:
    before = gc.get_freeze_count()
    with collector_resting():
        kept = [[number] for number in range(1_000)]
    assert gc.get_freeze_count() >= before + len(kept)


def test_the_collector_works_again_after_an_import_that_failed() -> None:
    with pytest.raises(ModuleNotFoundError), collector_resting():
        raise ModuleNotFoundError("no such library")
    assert gc.isenabled()
