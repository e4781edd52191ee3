"""Hold the field's own words in both languages, the one source of the page and of `docs/glossary.md`.

`instead_of` names what the catalogue may not say in Chinese, mostly words that a dictionary offers and no trader uses.
"""

from dataclasses import dataclass
from typing import Any

REFUSALS: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Term:
    """Hold a term; `code` is what the rooms call it."""

    en: str
    zh: str
    code: str = ""
    note_en: str = ""
    note_zh: str = ""
    instead_of: tuple[str, ...] = ()


TERMS = (
    Term("pair", "双", "pairs", "commerce counts pairs", "买卖按双计数", instead_of=("对袜",)),
    Term(
        "piece (single sock)",
        "只",
        "pieces",
        "machines count pieces; two make a pair",
        "机器按只计数，两只为一双",
        instead_of=("单片", "件袜"),
    ),
    Term("style", "款", "Style", instead_of=("风格", "样式")),
    Term("colourway", "配色", "colour_zh, colour_en", instead_of=("色彩方案",)),
    Term("size", "尺码 / 袜号", "size", instead_of=("大小号",)),
    Term(
        "needle count",
        "针数",
        "needle_count",
        "of the cylinder; an order's must equal the machine's",
        "指针筒的针数；订单的针数须与机器相同",
        instead_of=("针的数量",),
    ),
    Term(
        "cylinder",
        "针筒",
        "cylinder_e2",
        "diameter in hundredths of an inch",
        "直径以百分之一英寸计",
        instead_of=("圆筒", "汽缸"),
    ),
    Term("single / double cylinder", "单针筒 / 双针筒", "double_cylinder"),
    Term("terry", "毛圈", "terry", "plain, half, full", "无毛圈、半毛圈、全毛圈", instead_of=("毛巾布",)),
    Term("jacquard", "提花", "colours_a_course", instead_of=("雅卡尔",)),
    Term("toe closing", "缝头", instead_of=("缝趾", "脚趾闭合")),
    Term("integrated knit-link-turn machine", "织缝翻一体机", "integrated"),
    Term("boarding", "定型", instead_of=("登机", "寄宿")),
    Term("work order", "生产单", "WorkOrder", instead_of=("工单", "工作订单")),
    Term("lot", "批次", "Lot", instead_of=("地块", "批号")),
    Term(
        "overflow",
        "余单转派",
        "overflow",
        "a line that its firm passes on",
        "本厂转给别家做的订单行",
        instead_of=("溢出", "外溢"),
    ),
    Term(
        "award",
        "派单",
        "Award",
        "a line of the town, or overflow, offered to a firm",
        "镇上的订单行或余单，派给一家厂，可以不接",
        instead_of=("授标", "授予", "奖项"),
    ),
    Term(
        "hand-over scan",
        "交接扫码",
        "HandOver",
        "what a worker hands over, piece by piece rate",
        "工人交活时扫码，按计件单价算工资",
        instead_of=("移交扫描",),
    ),
    Term("piece rate", "计件单价", "piece_rate", instead_of=("件率",)),
    Term("wage sheet", "工资单", "wages", instead_of=("薪水表",)),
    Term("seconds", "次品", "seconds", instead_of=("二手货",)),
    Term("reject", "废品", "reject"),
    Term("rework", "返修", "rework", instead_of=("重做", "返工")),
    Term("acceptance quality limit (AQL)", "接收质量限", "aql", instead_of=("可接受质量水平",)),
    Term("code letter", "样本量字码", "letter", instead_of=("代码字母",)),
    Term("accept / reject number", "接收数 / 拒收数", "accept, reject", instead_of=("合格判定数",)),
    Term("normal / tightened / reduced inspection", "正常 / 加严 / 放宽检验", "severity"),
    Term(
        "golden sample",
        "封样",
        "golden_sample",
        "the sample that buyer and firm keep sealed",
        "买卖双方封存的确认样",
        instead_of=("金样", "黄金样"),
    ),
    Term("dye lot", "缸号", "dye_lot", instead_of=("染料批",)),
    Term("carton", "箱", "CartonRun", "numbered by SSCC", "以 SSCC 编号", instead_of=("纸盒", "硬纸盒")),
    Term(
        "custody / ownership",
        "保管 / 货权",
        "Stock.site, Stock.owner",
        "the depot keeps, the firm owns",
        "集货仓保管，货归各厂",
        instead_of=("监护",),
    ),
    Term("depot", "集货仓", "depot", instead_of=("仓储站", "共享仓")),
    Term(
        "consigned stock",
        "寄售库存",
        "consign",
        "a shop sells it, the firm owns it",
        "门店代卖，货归厂家",
        instead_of=("委托库存", "寄存货"),
    ),
    Term("express", "快递", "express", "priced by weight steps", "按重量分档计价", instead_of=("特快专递",)),
    Term("less than truckload (LTL)", "零担", "ltl", instead_of=("不足整车",)),
    Term("volumetric weight", "体积重 / 抛重", "ml_per_kg", instead_of=("体积重量",)),
    Term(
        "load",
        "合发批次",
        "Load",
        "what leaves for a destination on a day",
        "一天里发往同一目的地的货",
        instead_of=("负载", "拼装批次", "车次"),
    ),
    Term("shipment", "货件", "Shipment", instead_of=("装运",)),
    Term(
        "freight bill",
        "运费单",
        "bill",
        "a firm's share of a load",
        "一家厂在一批货里分摊的运费",
        instead_of=("货运账单",),
    ),
    Term("each order by itself", "逐单发货", "naive_minor", "shown, never the headline", "只作参考，从不当作主要数字"),
    Term(
        "own best",
        "自家最优",
        "own_best_minor",
        "the firm's own orders together, frozen first",
        "本厂订单合在一起自己发的最低价，事先锁定",
        instead_of=("自己最好", "自有最佳"),
    ),
    Term("together, pooled", "合发", "charge_minor", instead_of=("池化", "汇集")),
    Term("overseas depot", "海外仓", "overseas_depot", instead_of=("境外仓",)),
    Term("return", "退货", "Case", instead_of=("归还",)),
    Term("exchange", "换货", "exchange", instead_of=("交换",)),
    Term("claim", "索赔", "claim", instead_of=("声称",)),
    Term(
        "seller of record",
        "卖方主体",
        "seller",
        "invoices, exports, answers for defects",
        "开票、出口并对质量负责",
        instead_of=("记录卖家",),
    ),
    Term("due date", "交期", "due_on", "at the buyer's door", "以货到买家为准", instead_of=("截止日期",)),
    Term("deposit / balance", "定金 / 尾款", "deposit", instead_of=("押金",)),
    Term(
        "price ladder",
        "阶梯价",
        "Price",
        "the more pairs, the lower the price",
        "数量越多单价越低",
        instead_of=("价格梯", "价格阶梯"),
    ),
    Term("minimum order quantity (MOQ)", "起订量", "moq", instead_of=("最小订单量",)),
    Term("request for quotation (RFQ)", "询价", "rfq", instead_of=("报价请求",)),
    Term("receivable", "应收款", "receivable", instead_of=("应收账目",)),
    Term("statement", "对账单", "Statement", instead_of=("声明", "结单")),
    Term("overdue", "逾期", "overdue", instead_of=("过期未付",)),
    Term("export refund", "出口退税", "refund", instead_of=("出口退款",)),
    Term("book of facts", "存证账本", "Fact", instead_of=("事实之书",)),
    Term("partner shop", "合作门店", "shop", instead_of=("合作商铺", "伙伴门店")),
    Term("unified social credit code", "统一社会信用代码", "uscc"),
    Term("above-scale firm", "规上企业", "above_scale"),
)


def as_markdown() -> str:
    """Return the glossary as `docs/glossary.md` has it."""
    lines = [
        "# Glossary · 词汇表",
        "",
        "The field's own words, as the rooms use them. Written from `dukou/web/words/glossary.py`.",
        "",
        "| English | 中文 | in code | note |",
        "|---|---|---|---|",
    ]
    for one in TERMS:
        code = ", ".join(f"`{name}`" for name in one.code.split(", ") if name)
        lines.append(" | ".join(("| " + one.en, one.zh, code, one.note_en)).rstrip() + " |")
    return "\n".join(lines) + "\n"
