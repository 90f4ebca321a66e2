from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """What was given of one thing; `value` is yuan for the whole line."""

    item: str
    quantity: int
    measure: str
    value: Decimal
