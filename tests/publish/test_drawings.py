import pytest
from publish_samples import SVG

from analysis.publish.drawings import clean_drawing, has_text, size
from analysis.publish.printed_text import ExportError


def test_ids_are_prefixed_and_nothing_runs_or_is_fetched():
    drawn = clean_drawing(SVG, "h1")
    assert 'id="h1-c"' in drawn
    assert "url(#h1-c)" in drawn
    assert 'href="#h1-m"' in drawn
    assert "stroke-linejoin: round" in drawn
    for forbidden in ("script", "onclick", "alert", "e.org", "metadata", "<style", "DOCTYPE"):
        assert forbidden not in drawn


@pytest.mark.parametrize(
    "svg",
    [
        "not svg",
        "<html xmlns='http://www.w3.org/1999/xhtml'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'>&a;</svg>",
    ],
)
def test_what_is_not_a_drawing_is_refused(svg):
    with pytest.raises(ExportError):
        clean_drawing(svg, "x")


def test_text_in_a_drawing_is_noticed():
    assert not has_text(SVG)
    assert has_text("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><text>a</text></svg>")
    assert size(SVG) == (40, 20)


def test_dangerous_styles_are_dropped():
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><rect style='fill: url(http://e.org/x)' fill='red'/>"
        "<style>*{fill: url(//e.org)}</style></svg>"
    )
    assert "e.org" not in clean_drawing(svg, "x")
    assert 'fill="red"' in clean_drawing(svg, "x")
