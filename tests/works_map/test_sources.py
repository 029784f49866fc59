"""Base maps: which are allowed, and which hosts a page may then ask."""

import pytest

from app.shared.coordinates import CoordinateSystem
from app.works_map.rules.sources import (
    image_hosts,
    key_problems,
    parse_source,
    read_sources,
    sources_problems,
)

AMAP = (
    "高德 | GCJ02 | https://webrd0{s}.is.autonavi.com/appmaptile?lang=zh_cn&x={x}&y={y}&z={z}"
    " | © 高德 | 1234"
)
OWN = "局内影像 | CGCS2000 | http://tiles.local:8080/{z}/{x}/{y}.png | 县测绘院"


def test_without_a_key_and_without_lines_there_is_no_base_map() -> None:
    assert read_sources("", []) == []
    assert image_hosts([]) == []


def test_a_key_brings_tianditu_with_its_labels_unshifted() -> None:
    plain, imagery = read_sources("0123456789abcdef", [])
    assert len(plain.urls) == 2
    assert "LAYER=vec&" in plain.urls[0]
    assert "t{s}.tianditu" in plain.urls[0]
    assert "TILECOL={x}&tk=0123456789abcdef" in plain.urls[0]
    assert "LAYER=cia&" in imagery.urls[1]
    assert not plain.is_shifted


def test_a_map_of_amap_is_shifted() -> None:
    source, problem = parse_source(AMAP)
    assert problem is None
    assert source is not None
    assert (source.system, source.is_shifted) == (CoordinateSystem.GCJ02, True)
    assert source.subdomains == "1234"


def test_pages_may_ask_only_the_hosts_of_the_chosen_maps() -> None:
    assert image_hosts(read_sources("0123456789abcdef", [AMAP, OWN])) == [
        "http://tiles.local:8080",
        "https://*.is.autonavi.com",
        "https://*.tianditu.gov.cn",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "高德",
        "高德 | GCJ02 |  | ©",
        "百度 | BD09 | https://x.com/{x}/{y}/{z} | ©",  # its grid cannot be laid under ours
        "x | WGS84 | ftp://x.com/{x}/{y}/{z} | ©",
        "x | WGS84 | https://x.com/{x}/{y} | ©",
        "x | WGS84 | javascript:alert(1) | ©",
        "x | WGS84 | https:///{x}/{y}/{z} | ©",
        "x | WGS84 | https://*/{x}/{y}/{z} | ©",
        "x | WGS84 | https://a.com;script-src/{x}/{y}/{z} | ©",  # would open the policy
        "x | WGS84 | https://a.com 'unsafe-inline'/{x}/{y}/{z} | ©",
        "x | WGS84 | https://a.{s}.com/{x}/{y}/{z} | ©",
        "x | WGS84 | https://{q}.a.com/{x}/{y}/{z} | ©",
        "x | WGS84 | https://[/{x}/{y}/{z} | ©",
        "x | WGS84 | https://a.com/{x}/{y}/{z} | © | A B",
    ],
)
def test_a_line_that_is_no_base_map_is_refused_in_a_sentence(line: str) -> None:
    assert len(sources_problems([line])) == 1
    assert read_sources("", [line]) == []


@pytest.mark.parametrize("value", ["text", [1], None, {}])
def test_only_lines_of_text_are_accepted(value: object) -> None:
    assert sources_problems(value) != []


@pytest.mark.parametrize(
    "key, is_good",
    [("", True), ("0123456789abcdef0123456789abcdef", True), ("a b", False), ("x&y=1", False),
     (None, False)],
)  # fmt: skip
def test_a_key_has_only_letters_and_digits(key: object, is_good: bool) -> None:
    assert (key_problems(key) == []) is is_good
