"""What only looks suspicious is called healthy."""

import pytest

from lab.run import run_variant
from lab.variants import Variant, healthy_variants


@pytest.mark.lab
@pytest.mark.parametrize("variant", healthy_variants(), ids=lambda variant: variant.name)
def test_a_control_is_healthy(variant: Variant) -> None:
    result = run_variant(variant)
    assert not result.complaints, "\n".join((variant.id, *result.complaints))
