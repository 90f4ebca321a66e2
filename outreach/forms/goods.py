from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outreach.rules.goods import GoodsLine

MOST_GOODS = 5


class GoodsForm(forms.Form):
    """Up to five lines of goods beside the fields of the form that begins with this one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at in range(MOST_GOODS):
            self.fields |= _fields(at)

    @property
    def goods(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in _fields(at)] for at in range(MOST_GOODS)]

    def goods_lines(self) -> list[GoodsLine]:
        """Return the lines that are filled in; of one that is begun everything is asked for."""
        lines = []
        for at in range(MOST_GOODS):
            names = list(_fields(at))
            told = [self.cleaned_data.get(name) for name in names]
            if all(told):
                lines.append(GoodsLine(*told))  # type: ignore[arg-type]
            elif any(told):
                for name, value in zip(names, told, strict=True):
                    if not value and name not in self.errors:
                        self.add_error(name, _("Fill in the whole line of goods."))
        return lines


def _fields(at: int) -> dict[str, forms.Field]:
    return {
        f"item_{at}": forms.CharField(label=_("Goods"), required=False, max_length=40),
        f"quantity_{at}": forms.IntegerField(label=_("Quantity"), required=False, min_value=1, max_value=999999),
        f"measure_{at}": forms.CharField(label=_("Unit"), required=False, max_length=10),
        f"value_{at}": forms.DecimalField(
            label=_("Value in yuan"), required=False, min_value=Decimal("0.01"), max_digits=9, decimal_places=2
        ),
    }
