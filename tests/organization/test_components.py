"""The drawn pieces of a page, as a template writes them."""

from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation


def drawn(source: str, **context: object) -> str:
    return Template("{% load components crispy_forms_filters %}" + source).render(Context(context)).strip()


class Form(forms.Form):
    reason = forms.CharField(help_text="Why it happened", label="reason")
    kind = forms.ChoiceField(choices=[("1", "one"), ("2", "two")], widget=forms.RadioSelect, label="kind")
    note = forms.CharField(required=False, label="note")
    seen = forms.BooleanField(label="seen")
    file = forms.FileField(label="file")
    why = forms.CharField(error_messages={"required": "Write why."})


@pytest.mark.parametrize(
    ("value", "written"), [(Decimal("97.4"), "97.40"), (Decimal(100), "100.00"), (Decimal(0), "0.00"), (None, "--")]
)
def test_score_has_two_places(value: Decimal | None, written: str) -> None:
    assert drawn("{{ value|score }}", value=value) == written


def test_icon_without_label_is_silent() -> None:
    assert drawn('{% icon "flag" 16 %}') == (
        '<svg class="i " width="16" height="16" aria-hidden="true" focusable="false">'
        '<use href="/static/img/icons.svg#flag"/></svg>'
    )


def test_icon_escapes_its_label() -> None:
    assert 'role="img" aria-label="&lt;b&gt;&quot;"' in drawn("{% icon name label=label %}", name="x", label='<b>"')


@pytest.mark.parametrize(
    ("change", "direction"), [(Decimal("1.2"), "up"), (Decimal("-0.90"), "dn"), (Decimal(0), "eq")]
)
def test_change_has_a_direction(change: Decimal, direction: str) -> None:
    assert f"delta-{direction}" in drawn("{% delta change %}", change=change)
    assert f">{abs(change):.2f}<" in drawn("{% delta change %}", change=change)


def test_nothing_to_compare_with_is_said_in_words() -> None:
    with translation.override("en"):
        assert "nothing to compare with" in drawn("{% delta None %}")


@pytest.mark.parametrize(
    ("done", "need", "planned", "slots"),
    [
        (1, 2, 0, ["done", "todo"]),
        (3, 2, 0, ["done", "done", "extra"]),
        (1, 2, 1, ["done", "plan"]),
        (1, 2, 2, ["done", "plan", "plan"]),
        (0, 0, 0, []),
    ],
)
def test_lanes_are_solid_dashed_or_gold(done: int, need: int, planned: int, slots: list[str]) -> None:
    page = drawn("{% lanes done need planned %}", done=done, need=need, planned=planned)
    assert [part.split('"')[0] for part in page.split("lane lane-")[1:]] == slots


@pytest.mark.parametrize(("lost", "width"), [(Decimal(0), "0.0"), (Decimal("1.5"), "25.0"), (Decimal(9), "100.0")])
def test_points_lost_share_one_scale(lost: Decimal, width: str) -> None:
    assert f'width="{width}%"' in drawn("{% lossbar lost %}", lost=lost)


def test_bar_of_nothing_is_empty() -> None:
    assert 'width="0%"' in drawn("{% bar 3 0 %}")


def test_flow_marks_the_present_step() -> None:
    page = drawn("{% flow steps 1 %}", steps=["draft", "notice", "published"])
    assert page.count('class="done"') == 1
    assert page.count('aria-current="step"') == 1


def test_flow_can_be_over() -> None:
    assert drawn("{% flow steps 2 %}", steps=["draft", "published"]).count('class="done"') == 2


def test_year_is_drawn_for_desk_and_phone() -> None:
    page = drawn("{% linechart labels values means won label %}", **YEAR, label='A "post"')
    assert page.count("<svg") == 2
    assert page.count('aria-label="A &quot;post&quot;"') == 2
    assert page.count("pennant-b") == 2


def test_flag_on_notice_is_only_outlined() -> None:
    page = drawn(
        "{% linechart labels values means won label pending %}", **YEAR, label="x", pending=[True, False, False]
    )
    assert page.count("pennant-p") == 2


YEAR = {
    "labels": ["8", "9", "10"],
    "values": [Decimal("95.00"), None, Decimal("96.00")],
    "means": [Decimal("93.00")] * 3,
    "won": [False, False, True],
}


def test_sparkline_says_what_it_shows() -> None:
    page = drawn("{% sparkline values label %}", values=YEAR["values"], label="six months")
    assert 'role="img" aria-label="six months"' in page
    assert page.count("<polyline") == 2


def test_empty_fields_say_what_to_do() -> None:
    form = Form(data={})
    form.is_valid()
    with translation.override("en"):
        said = [
            drawn("{{ field|errors|join:'' }}", field=form[name]) for name in ("reason", "kind", "seen", "file", "why")
        ]
    assert said == ["Fill in: reason", "Choose: kind", "Tick: seen", "Attach: file", "Write why."]


def test_error_summary_leads_to_each_field() -> None:
    form = Form(data={})
    form.is_valid()
    page = drawn('{% include "components/form_errors.html" %}', form=form)
    targets = [part.split('"')[0] for part in page.split('href="#')[1:]]
    assert targets == ["id_reason", "id_kind_0", "id_seen", "id_file", "id_why"]
    assert all(f'id="{target}"' in drawn("{{ form|crispy }}", form=form) for target in targets)


def test_field_puts_hint_and_error_before_the_control() -> None:
    form = Form(data={})
    form.is_valid()
    page = drawn("{{ form|crispy }}", form=form)
    order = ['for="id_reason"', 'id="id_reason_helptext"', 'id="id_reason_error"', '<input type="text" name="reason"']
    assert sorted(order, key=page.index) == order
    assert 'aria-describedby="id_reason_helptext id_reason_error"' in page
    assert 'aria-invalid="true"' in page


def test_field_that_may_stay_empty_says_so() -> None:
    with translation.override("en"):
        assert drawn("{{ form|crispy }}", form=Form()).count("optional") == 1
