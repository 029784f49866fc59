"""The coefficients t/√n of the lower confidence bound, as the standard prints them.

Source: JTG F80/1-2017, appendices B and H; domain.md 2.3.1. They are Student's quantile with n - 1
degrees of freedom over √n, to three places.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

EDITION: Final = "JTG F80/1-2017"
#: Above this number the standard takes the normal quantile over √n.
LARGEST_LISTED: Final = 100

#: n: 99 %, 95 %, 90 %, in thousandths. The book prints 393 for 12 at 90 %, where the quantile is 394.
_PRINTED: Final[Mapping[int, tuple[int, int, int]]] = {
    2: (22501, 4464, 2176), 3: (4021, 1686, 1089), 4: (2270, 1177, 819), 5: (1676, 953, 686),
    6: (1374, 823, 603), 7: (1188, 734, 544), 8: (1060, 670, 500), 9: (965, 620, 466),
    10: (892, 580, 437), 11: (833, 546, 414), 12: (785, 518, 393), 13: (744, 494, 376),
    14: (708, 473, 361), 15: (678, 455, 347), 16: (651, 438, 335), 17: (627, 423, 324),
    18: (605, 410, 314), 19: (586, 398, 305), 20: (568, 387, 297), 21: (552, 376, 289),
    22: (537, 367, 282), 23: (523, 358, 275), 24: (510, 350, 269), 25: (498, 342, 264),
    26: (487, 335, 258), 27: (477, 328, 253), 28: (467, 322, 248), 29: (458, 316, 244),
    30: (450, 310, 239), 40: (384, 266, 206), 50: (340, 237, 184), 60: (309, 216, 167),
    70: (285, 199, 155), 80: (265, 186, 144), 90: (250, 175, 136), 100: (236, 166, 129),
}  # fmt: skip
_COLUMNS: Final = {Decimal("0.99"): 0, Decimal("0.95"): 1, Decimal("0.90"): 2}
_NORMAL: Final = (Decimal("2.3265"), Decimal("1.6449"), Decimal("1.2815"))
CONFIDENCES: Final = tuple(_COLUMNS)


def coefficient(number: int, confidence: Decimal) -> Decimal:
    """Return t/√n for a lot of `number` values, at least 2.

    Between two printed lines the smaller number counts, which is the safe side.
    """
    column = _COLUMNS[confidence]
    if number > LARGEST_LISTED:
        return _NORMAL[column] / Decimal(number).sqrt()
    line = max(listed for listed in _PRINTED if listed <= number)
    return Decimal(_PRINTED[line][column]).scaleb(-3)
