"""Every cause is shown on real servers, and found; repaired, it is gone."""

import pytest

from lab.run import run_variant
from lab.variants import Variant, cause_variants


@pytest.mark.lab
@pytest.mark.parametrize("variant", cause_variants(), ids=lambda variant: variant.id)
def test_a_scene_is_diagnosed_as_promised(variant: Variant) -> None:
    result = run_variant(variant)
    assert not result.complaints, "\n".join((variant.id, *result.complaints))
