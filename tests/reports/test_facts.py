"""What a sheet says about itself above its table."""

import pytest

from app.reports.rules.facts import Facts


@pytest.mark.parametrize(
    ("title", "programme"),
    [
        ("2020年扶贫项目农村道路改造工程项目台账", "扶贫项目农村道路改造工程"),
        ("符离镇2022年农村公路提质改造工程一览表", "农村公路提质改造工程"),
        ("埇桥区2021年农村公路生命安全防护工程实施台账", "农村公路生命安全防护工程"),
        ("宿州市埇桥区交通运输局 2023年度危桥改造项目明细表", "危桥改造"),
        ("2021年危桥改造工程台账", "危桥改造工程"),
        ("埇桥区农村公路养护工程2023年台账", "埇桥区农村公路养护工程"),
        ("区2021年台账", ""),
        ("Rural Road Reconstruction 2020 project register", "Rural Road Reconstruction"),
    ],
)
def test_the_programme_is_what_the_title_names_besides_place_year_and_table(
    title: str, programme: str
) -> None:
    assert Facts(title=title).programme == programme
