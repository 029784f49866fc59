"""Settings of the works that the bureau may change."""

from app.shared.sentences import say
from app.shared.settings import define, whole_number

GROUP = say("Works")

define(
    "key_posts",
    ["项目经理", "项目总工", "施工员", "质量员", "安全员", "材料员", "资料员"],
    say("Key posts of every section"),
    GROUP,
)
define("bureau_name", "埇桥区交通运输局", say("Name of the bureau"), GROUP)
define("division_code", "341302", say("Administrative division code of the district"), GROUP)
define("cut_off_day", 25, say("Last day of the assessment month"), GROUP, whole_number(1, 28))
define(
    "length_tolerance_m",
    1,
    say("Length that may differ from the chainages (m)"),
    GROUP,
    whole_number(0, 1000),
)
