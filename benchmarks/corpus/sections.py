"""The grammar: what a bulletin says of trade, farming, forests, fishery, livestock and investment.

Each section is a function that writes its sentences in one of several forms. A level can stand before or after what
is said of it, a growth can be a ratio, parts follow their total in the ellipses that bulletins have («trong đó, xuất
khẩu đạt …, tăng …»). What is printed is true, rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from random import Random

from benchmarks.corpus import printing
from benchmarks.corpus.assignment import Assignment, month_end
from benchmarks.corpus.economy import Economy
from benchmarks.corpus.printing import Unit, amount, percentage
from benchmarks.corpus.writing import Period, Series, Writer


@dataclass(frozen=True, slots=True)
class Values:
    """What is true of a series: its value now, a year before, its plan; what is not known is left out."""

    now: Fraction
    before: Fraction | None = None
    plan: Fraction | None = None


@dataclass(slots=True)
class Telling:
    """A bulletin while it is written.

    Attributes:
        writer: where to.
        random: chooses among the forms.
        economy: what is true.
        about: province, month, publisher.
        first: the first month of the period told of; the last is the assignment's.
        period: the same in days.
        estimated: whether the last month is an estimate, and «ước» is said.
        coverage: of all trade figures: declared at the province's customs, or unstated.
    """

    writer: Writer
    random: Random
    economy: Economy
    about: Assignment
    first: int
    period: Period
    estimated: bool
    coverage: str | None

    def flow(self, *names: str) -> Values:
        """A flow, or the sum of some, of the period: now, and in the year before."""
        key, last = self.about.area.key, self.about.last
        now = sum(self.economy.flow(key, name, self.first, last, estimated=self.estimated) for name in names)
        before = sum(self.economy.flow(key, name, self.first - 12, last - 12, estimated=False) for name in names)
        whole = self.first % 12 == 0
        plan = sum(self.economy.plan(key, name, self.about.year) for name in names) if whole else None
        return Values(Fraction(now), Fraction(before), None if plan is None else Fraction(plan))

    def stock(self, name: str) -> Values:
        """A stock at the end of the period and a year before."""
        key, last = self.about.area.key, self.about.last
        return Values(*(Fraction(self.economy.month(key, name, month)) for month in (last, last - 12)))

    def one_of(self, *forms: str) -> str:
        """One of several wordings."""
        return self.random.choice(forms)

    @property
    def level_verb(self) -> str:
        """The words between an indicator and its level."""
        return self.one_of("ước đạt", "ước đạt", "ước thực hiện") if self.estimated else self.one_of("đạt", "đạt", "là")

    @property
    def same_period(self) -> str:
        """The words for the same period of the year before."""
        return self.one_of(
            "so với cùng kỳ", "so với cùng kỳ năm trước", "so với cùng kỳ", "so cùng kỳ",
            f"so với cùng kỳ năm {self.about.year - 1}",
        )  # fmt: skip

    @property
    def when(self) -> str:
        """The words for the period."""
        year, month = self.about.year, self.about.month
        if month == 12:
            return self.one_of(f"năm {year}", f"cả năm {year}")
        if month == 1:
            return self.one_of(f"tháng 1/{year}", f"tháng 1 năm {year}")
        if month == 3:
            return self.one_of(f"quý I/{year}", f"3 tháng đầu năm {year}", f"quý I năm {year}")
        full = f"{month} tháng đầu năm {year}"
        return self.one_of(full, f"{month} tháng năm {year}", full)

    def opening(self) -> str:
        """The words that begin a paragraph with its period."""
        form = self.one_of("{}, ", "Trong {}, ", "Tính chung {}, ", "{}, ")
        return _capital(form.format(self.when))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- one statement ------------------------------------------------------------------------------------


def statement(
    telling: Telling,
    head: str,
    series: Series,
    values: Values,
    unit: Unit,
    *,
    verb: str | None = None,
    checked: bool = False,
    said: Sequence[str] = ("plan", "growth"),
    basis: bool = True,
    coarse: bool = False,
    period: Period | None = None,
) -> None:
    """Write an indicator with its level and some of what is said of it.

    Args:
        telling: the bulletin.
        head: the words of the indicator.
        series: what it is.
        values: what is true.
        unit: how it is counted.
        verb: the words before the level, where the usual ones do not fit.
        checked: whether other figures of the bulletin can contradict these.
        said: «plan» and «growth», those that may be said.
        basis: whether the growth says what it is compared with; a part leaves it out.
        coarse: few digits, as in a headline.
        period: default the telling's.
    """
    writer, random = telling.writer, telling.random
    shown = amount(values.now, unit, random, coarse=coarse)
    plan = values.plan and "plan" in said and percentage(100 * values.now / values.plan, random)
    growth = values.before and "growth" in said and percentage(100 * (values.now / values.before - 1), random)
    with writer.statement(series, period or telling.period, estimate=telling.estimated):
        writer.write(head)
        if growth and basis and not plan and random.random() < 0.15:
            _growth(telling, growth, basis=True, checked=checked)
            writer.write(f", {verb or telling.level_verb} ")
            writer.level(shown, checked=checked)
            return
        writer.write(f" {verb or telling.level_verb} ")
        writer.level(shown, checked=checked)
        if plan:
            writer.write(telling.one_of(", đạt ", ", bằng ", ", đạt "))
            writer.said("pct_of_plan", plan, checked=checked)
            forms = (" kế hoạch", " kế hoạch năm", " so với kế hoạch", " KH năm") if basis else (" kế hoạch",)
            writer.write(telling.one_of(*forms))
        if growth:
            writer.write(",")
            _growth(telling, growth, basis=basis, checked=checked)


def _growth(telling: Telling, growth: printing.Shown, *, basis: bool, checked: bool) -> None:
    writer = telling.writer
    if basis and not growth.hedge and growth.decimals and telling.random.random() < 0.15 and growth.value > -60:
        ratio = 100 + growth.value
        digits = f"{ratio:.{growth.decimals}f}".replace(".", "")
        writer.write(" bằng ")
        _ratio(writer, replace(growth, digits=digits, negative=False), growth)
        writer.write(f" {telling.same_period}")
        return
    writer.write(f" {writer.direction(growth, 'tăng', 'giảm')} ")
    writer.said("yoy_pct", growth, checked=checked)
    if basis:
        writer.write(f" {telling.same_period}")


def _ratio(writer: Writer, ratio: printing.Shown, growth: printing.Shown) -> None:
    """A growth printed as the ratio to the year before; the truth keeps the growth."""
    writer.said("yoy_pct", ratio)
    writer.restate("yoy_pct", growth.value)


# --- the sections -------------------------------------------------------------------------------------


def trade(telling: Telling) -> None:
    """Exports and imports of goods, their sum, and goods of the province itself."""
    writer, random = telling.writer, telling.random
    declared = telling.coverage == "declared_at_provincial_customs"
    scopes = (" mở tờ khai tại Cục Hải quan tỉnh", " mở tờ khai tại Chi cục Hải quan tỉnh") if declared else ("",)
    scope = telling.one_of(*scopes)
    total, exports, imports = telling.flow("export", "import"), telling.flow("export"), telling.flow("import")
    said = random.choice((("plan", "growth"), ("growth",), ("growth",)))
    writer.write(telling.opening())
    head = telling.one_of(
        "tổng kim ngạch xuất nhập khẩu", "kim ngạch xuất nhập khẩu hàng hóa", "tổng trị giá xuất nhập khẩu",
        "tổng kim ngạch xuất, nhập khẩu",
    )  # fmt: skip
    series = Series("trade", "trade_turnover", coverage=telling.coverage)
    statement(telling, head + scope, series, total, printing.USD, checked=True, said=said)
    writer.write(telling.one_of(". Trong đó, ", ", trong đó ", "; trong đó: "))
    parts = [("xuất khẩu", "export_turnover", exports), ("nhập khẩu", "import_turnover", imports)]
    for number, (name, indicator, values) in enumerate(parts):
        words = f"kim ngạch {name}" if random.random() < 0.3 else name
        part = Series("trade", indicator, coverage=telling.coverage)
        statement(telling, words, part, values, printing.USD, verb="đạt", checked=True, said=said, basis=False)
        writer.write("; " if number == 0 else ". ")
    if random.random() < 0.4:
        _local_goods(telling)
    writer.write("\n")


def _local_goods(telling: Telling) -> None:
    key, last = telling.about.area.key, telling.about.last
    shares = [Fraction(telling.economy.month(key, "local_share", month), 1000) for month in (last, last - 12)]
    exports = telling.flow("export")
    assert exports.before is not None
    values = Values(exports.now * min(shares[0], 1), exports.before * min(shares[1], 1))
    series = Series("trade", "export_turnover", coverage="local_goods")
    statement(telling, "Xuất khẩu hàng địa phương", series, values, printing.USD, said=("growth",))
    telling.writer.write(". ")


def headline(telling: Telling) -> None:
    """The first line of the press: the total in few digits."""
    telling.writer.write(f"{_capital(telling.when)}, ")
    series = Series("trade", "trade_turnover", coverage=telling.coverage)
    scope = " mở tờ khai tại Cục Hải quan tỉnh" if telling.coverage else ""
    statement(telling, f"kim ngạch xuất nhập khẩu{scope} của {telling.about.area.name}", series,
              telling.flow("export", "import"), printing.USD, verb="đạt", said=(), coarse=True)  # fmt: skip
    telling.writer.write("\n")


def crops(telling: Telling) -> None:
    """Areas sown with annual crops, and the rice harvest."""
    writer, random = telling.writer, telling.random
    leaves = ("rice_area", "maize_area", "cassava_area", "vegetables_area")
    writer.write(telling.opening())
    head = telling.one_of("tổng diện tích gieo trồng cây hàng năm", "diện tích gieo trồng cây hàng năm")
    total = Series("agriculture", "sown_area", "annual_crops")
    statement(telling, head, total, telling.flow(*leaves), printing.HECTARES, checked=True)
    writer.write(telling.one_of(", trong đó: ", "; trong đó "))
    for number, leaf in enumerate(leaves[: random.randint(2, 4)]):
        item = leaf.removesuffix("_area")
        words = {"rice": "lúa", "maize": "ngô", "cassava": "sắn", "vegetables": "rau các loại"}[item]
        writer.write("; " if number else "")
        part = Series("agriculture", "sown_area", item)
        statement(telling, words, part, telling.flow(leaf), printing.HECTARES, verb="", said=("growth",), basis=False)
    writer.write(".")
    if telling.about.month in (6, 9, 12):
        _rice_harvest(telling)
    writer.write("\n")


def _rice_harvest(telling: Telling) -> None:
    """Yield and output of rice, of the area sown; the product holds."""
    writer = telling.writer
    area = telling.flow("rice_area")
    per_hectare = telling.stock("rice_yield")
    assert area.before is not None and per_hectare.before is not None
    now, before = per_hectare.now / 1000, per_hectare.before / 1000
    writer.write(" ")
    statement(telling, "Năng suất lúa bình quân", Series("agriculture", "crop_yield", "rice"), Values(now, before),
              printing.QUINTALS, said=("growth",))  # fmt: skip
    writer.write("; ")
    statement(telling, "sản lượng lúa", Series("agriculture", "crop_output", "rice"),
              Values(area.now * now, area.before * before), printing.TONNES, said=("growth",))  # fmt: skip
    writer.write(".")


def livestock(telling: Telling) -> None:
    """How many pigs, cattle and poultry there are."""
    writer, random = telling.writer, telling.random
    writer.write(telling.one_of("Chăn nuôi phát triển ổn định. ", "Chăn nuôi: ", ""))
    kinds = [("pigs", "pig", "đàn lợn"), ("cattle", "cattle", "đàn bò"), ("poultry", "poultry", "đàn gia cầm")]
    for number, (leaf, item, words) in enumerate(kinds[: random.randint(2, 3)]):
        writer.write("; " if number else "")
        head = f"Tổng {words}" if number == 0 else words
        statement(telling, head, Series("agriculture", "livestock_head", item), telling.stock(leaf), printing.HEADS,
                  said=("growth",), basis=number == 0)  # fmt: skip
    writer.write(".\n")


def forestry(telling: Telling) -> None:
    """Forest planted, trees planted singly, timber felled."""
    writer, random = telling.writer, telling.random
    writer.write(telling.opening())
    total = telling.flow("forest_production", "forest_protection")
    head = telling.one_of("diện tích rừng trồng mới tập trung", "tổng diện tích trồng rừng mới")
    statement(telling, head, Series("agriculture", "forest_planted_area"), total, printing.HECTARES, checked=True)
    writer.write("; ")
    series = Series("agriculture", "scattered_trees_planted")
    statement(telling, telling.one_of("số cây phân tán trồng được", "trồng cây phân tán"), series,
              telling.flow("scattered_trees"), printing.TREES, said=("growth",), basis=False)  # fmt: skip
    if random.random() < 0.7:
        writer.write("; ")
        statement(telling, "sản lượng gỗ khai thác", Series("agriculture", "timber_output"), telling.flow("timber"),
                  printing.CUBIC_METRES, said=("growth",), basis=True)  # fmt: skip
    writer.write(".\n")


def fishery(telling: Telling) -> None:
    """Fish and shrimp caught and farmed."""
    writer = telling.writer
    writer.write(telling.opening())
    said = ("growth",)
    statement(telling, "tổng sản lượng thủy sản", Series("agriculture", "fishery_output"),
              telling.flow("capture", "aquaculture"), printing.TONNES, checked=True, said=said)  # fmt: skip
    writer.write(telling.one_of(", trong đó ", "; trong đó: "))
    parts = [
        ("sản lượng khai thác", "capture_fishery_output", "capture"),
        ("sản lượng nuôi trồng", "aquaculture_output", "aquaculture"),
    ]
    for number, (words, indicator, leaf) in enumerate(parts):
        statement(telling, words, Series("agriculture", indicator), telling.flow(leaf), printing.TONNES, verb="đạt",
                  checked=True, said=said, basis=False)  # fmt: skip
        writer.write("; " if number == 0 else ".\n")


def public_investment(telling: Telling) -> None:
    """What was disbursed of the year's public investment, by source."""
    writer, about = telling.writer, telling.about
    total = telling.flow("central_budget", "local_budget")
    writer.write(telling.opening())
    statement(telling, telling.one_of("giải ngân vốn đầu tư công", "tổng vốn đầu tư công giải ngân"),
              Series("infrastructure", "public_investment_disbursed"), total, printing.DONG, checked=True)  # fmt: skip
    writer.write(telling.one_of(". Trong đó, ", ", trong đó "))
    parts = [("vốn ngân sách trung ương", "central_budget"), ("vốn ngân sách địa phương", "local_budget")]
    for number, (words, leaf) in enumerate(parts):
        series = Series("infrastructure", "public_investment_disbursed", coverage=leaf)
        statement(telling, words, series, telling.flow(leaf), printing.DONG, verb="đạt", checked=True, said=("growth",),
                  basis=False)  # fmt: skip
        writer.write("; " if number == 0 else f" (theo Quyết định số {about.number % 900 + 12}/QĐ-UBND).\n")


def foreign_investment(telling: Telling) -> None:
    """Capital that foreign investors registered."""
    writer = telling.writer
    total = telling.flow("fdi_new", "fdi_increase")
    writer.write(telling.opening())
    head = telling.one_of("tổng vốn FDI đăng ký", "tổng vốn đầu tư trực tiếp nước ngoài đăng ký")
    series = Series("infrastructure", "fdi_registered_capital")
    statement(telling, head, series, replace(total, plan=None), printing.USD, said=("growth",))
    writer.write(", trong đó ")
    statement(telling, "vốn đăng ký cấp mới", replace(series, coverage="newly_licensed"), telling.flow("fdi_new"),
              printing.USD, verb="đạt", said=("growth",), basis=False)  # fmt: skip
    writer.write(".\n")


PROJECT_VERBS = {
    "groundbreaking": ("đã được khởi công", "chính thức khởi công"),
    "under_construction": ("đang được thi công", "đang thi công"),
    "opened": ("đã thông xe", "được thông xe"),
    "completed": ("đã hoàn thành",),
    "policy_approved": ("được phê duyệt chủ trương đầu tư",),
}


def project(telling: Telling) -> None:
    """A road, what it costs and how long it is, and what has become of it."""
    writer, random, area = telling.writer, telling.random, telling.about.area
    number = random.randint(1, 9)
    name = telling.one_of(f"đường vành đai {number} {area.name}", f"cầu {area.name} {number}",
                          f"đường tránh thành phố {area.name}")  # fmt: skip
    status = random.choice(sorted(PROJECT_VERBS))
    writer.write(f"Dự án {name} ")
    writer.write(telling.one_of("có tổng mức đầu tư ", "với tổng mức đầu tư "))
    with writer.statement(Series("infrastructure", "project_investment"), None):
        writer.level(amount(Fraction(random.randint(40, 9000) * 10**9), printing.DONG, random, hedged=False))
    writer.write(", dài ")
    with writer.statement(Series("infrastructure", "route_length"), None):
        unit = replace(printing.KILOMETRES, usual_decimals=1)
        writer.level(amount(Fraction(random.randint(20, 900), 10), unit, random, hedged=False))
    writer.write(f", {random.choice(PROJECT_VERBS[status])}.\n")
    writer.events.append({"name_vi": name, "status": status, "expected": False})


def month_alone(telling: Telling) -> None:
    """The last month's own exports, said after those since January."""
    about = telling.about
    month = Period(date(about.year, about.month, 1), month_end(about.year, about.month))
    key = about.area.key
    now = telling.economy.flow(key, "export", about.last, about.last, estimated=telling.estimated)
    before = telling.economy.month(key, "export", about.last - 12)
    telling.writer.write(f"Riêng tháng {about.month}/{about.year}, ")
    statement(telling, "kim ngạch xuất khẩu", Series("trade", "export_turnover", coverage=telling.coverage),
              Values(Fraction(now), Fraction(before)), printing.USD, said=("growth",), period=month)  # fmt: skip
    telling.writer.write(".\n")


NOISE = (
    "UBND tỉnh đã ban hành Nghị quyết số {}/NQ-HĐND về các giải pháp phát triển kinh tế - xã hội.\n",
    "Tình hình dịch bệnh trên cây trồng, vật nuôi được kiểm soát tốt.\n",
    "Hội nghị diễn ra lúc 8h30 tại Trung tâm hội nghị tỉnh, số {} đường Hùng Vương.\n",
    "Các sở, ngành tiếp tục tháo gỡ khó khăn cho doanh nghiệp trên tuyến Quốc lộ {}A.\n",
    "Thời tiết thuận lợi, các địa phương chủ động phòng, chống thiên tai.\n",
)


def noise(telling: Telling) -> None:
    """A sentence without a figure to extract."""
    telling.writer.write(telling.random.choice(NOISE).format(telling.random.randint(2, 99)))


SECTIONS: dict[str, tuple[Callable[[Telling], None], ...]] = {
    "trade": (trade, foreign_investment),
    "agriculture": (crops, livestock, forestry, fishery),
    "infrastructure": (public_investment, project),
}
