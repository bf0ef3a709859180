import re
from string import Formatter

import pytest

from tui_chat.wire.numerics import Numeric


@pytest.mark.parametrize("numeric", Numeric)
def test_a_numeric_is_three_digits(numeric: Numeric) -> None:
    assert re.fullmatch("[0-9]{3}", numeric.value)


def test_no_two_numerics_share_a_number() -> None:
    # Two members with one value would be one member under two names.
    assert list(Numeric.__members__) == [numeric.name for numeric in Numeric]


@pytest.mark.parametrize("numeric", Numeric)
def test_an_error_lies_where_errors_lie(numeric: Numeric) -> None:
    number = int(numeric.value)
    is_error = 400 <= number < 600 or number in {696, 734, 774, 902, *range(904, 908)}
    assert numeric.name.startswith("ERR_" if is_error else "RPL_")


@pytest.mark.parametrize("numeric", Numeric)
def test_the_places_in_a_text_are_numbered_from_zero(numeric: Numeric) -> None:
    places = {name for _, name, _, _ in Formatter().parse(numeric.text) if name is not None}
    assert places == {str(index) for index in range(len(places))}


@pytest.mark.parametrize(
    ("numeric", "value"),
    [
        (Numeric.RPL_WELCOME, "001"),
        (Numeric.RPL_ISUPPORT, "005"),
        (Numeric.RPL_NAMREPLY, "353"),
        (Numeric.RPL_ENDOFNAMES, "366"),
        (Numeric.ERR_NICKNAMEINUSE, "433"),
        (Numeric.ERR_INPUTTOOLONG, "417"),
        (Numeric.ERR_CHANOPRIVSNEEDED, "482"),
    ],
)
def test_a_numeric_has_the_number_of_the_specification(numeric: Numeric, value: str) -> None:
    assert numeric.value == value
