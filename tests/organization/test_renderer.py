from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.safestring import SafeString

from organization.forms.renderer import Renderer

NASTY = "<\"甲&'>"


class EveryControl(forms.Form):
    plain = forms.ChoiceField(choices=[("", "全部"), (1, NASTY)], required=False)
    grouped = forms.ChoiceField(choices=[("组<", [("a", "甲")]), ("b", SafeString("乙"))])
    several = forms.MultipleChoiceField(choices=[("a", "甲"), ("b", "乙"), ("c", "丙")])
    words = forms.CharField(max_length=9, help_text="帮助")
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date", "data-last": 3, "hidden": False}))
    number = forms.IntegerField(min_value=1, localize=True)
    post = forms.EmailField(disabled=True)
    kept = forms.UUIDField(widget=forms.HiddenInput)
    secret = forms.CharField(widget=forms.PasswordInput)


@pytest.mark.parametrize("name", EveryControl.base_fields)
@pytest.mark.parametrize(
    "data",
    [None, {}, {"plain": "1", "grouped": "b", "several": ["a", "c"], "words": NASTY, "number": "0", "kept": "x"}],
)
def test_a_control_is_the_one_that_django_draws(name: str, data: dict[str, Any] | None) -> None:
    drawn, usual = (EveryControl(data, renderer=renderer)[name] for renderer in (Renderer(), DjangoTemplates()))
    attrs: dict[str, str | bool] = {"class": "form-control"}
    assert parse_html(drawn.as_widget(attrs=attrs)) == parse_html(usual.as_widget(attrs=attrs))
