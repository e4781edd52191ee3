"""Invent names for firms, shops and brands; the same seed gives the same names, and no two are alike."""

from collections.abc import Sequence

from dukou.base.draws import stable_key, uniforms

# Each syllable in characters and in pinyin; within a list no two sound alike, so names differ in either script.
Syllable = tuple[str, str]
FIRM_FIRST = (
    *(("瑞", "Rui"), ("宏", "Hong"), ("永", "Yong"), ("新", "Xin"), ("兴", "Xing"), ("华", "Hua"), ("盛", "Sheng")),
    *(("丰", "Feng"), ("泰", "Tai"), ("康", "Kang"), ("福", "Fu"), ("祥", "Xiang"), ("顺", "Shun"), ("凯", "Kai")),
    *(("诚", "Cheng"), ("远", "Yuan"), ("达", "Da"), ("利", "Li"), ("昌", "Chang"), ("隆", "Long"), ("恒", "Heng")),
    *(("嘉", "Jia"), ("美", "Mei"), ("锦", "Jin"), ("云", "Yun"), ("启", "Qi"), ("德", "De"), ("广", "Guang")),
    *(("同", "Tong"), ("百", "Bai")),
)
FIRM_LAST = (
    *(("织", "zhi"), ("丝", "si"), ("棉", "mian"), ("暖", "nuan"), ("足", "zu"), ("帆", "fan"), ("桥", "qiao")),
    *(("河", "he"), ("渡", "du"), ("田", "tian"), ("林", "lin"), ("山", "shan"), ("川", "chuan"), ("月", "yue")),
    *(("霞", "xia"), ("绣", "xiu"), ("泽", "ze"), ("舟", "zhou"), ("路", "lu"), ("湖", "hu")),
)
BRAND_FIRST = (
    *(("暖", "Nuan"), ("轻", "Qing"), ("悦", "Yue"), ("舒", "Shu"), ("柔", "Rou"), ("初", "Chu"), ("素", "Su")),
    *(("朴", "Pu"), ("森", "Sen"), ("晨", "Chen"), ("晓", "Xiao"), ("沐", "Mu"), ("雪", "Xue"), ("雁", "Yan")),
    *(("鹿", "Lu"), ("棠", "Tang")),
)
BRAND_LAST = (
    *(("步", "bu"), ("足", "zu"), ("行", "xing"), ("屿", "yu"), ("织", "zhi"), ("风", "feng"), ("禾", "he")),
    *(("里", "li"), ("间", "jian"), ("途", "tu"), ("悠", "you"), ("团", "tuan"), ("芽", "ya"), ("丘", "qiu")),
    *(("谷", "gu"), ("溪", "xi")),
)


def firm_names(*, seed: int) -> list[tuple[str, str]]:
    """Return 600 names in Chinese and in pinyin, in an order drawn by the seed."""
    return _shuffled(FIRM_FIRST, FIRM_LAST, "seed.firm_name", seed)


def brand_names(*, seed: int) -> list[tuple[str, str]]:
    """Return 256 names of brands, in an order drawn by the seed."""
    return _shuffled(BRAND_FIRST, BRAND_LAST, "seed.brand_name", seed)


def _shuffled(first: Sequence[Syllable], last: Sequence[Syllable], purpose: str, seed: int) -> list[tuple[str, str]]:
    names = [(zh + zh_end, py + py_end) for zh, py in first for zh_end, py_end in last]
    luck = uniforms(purpose, [stable_key(seed, place) for place in range(len(names))])
    return [names[place] for place in sorted(range(len(names)), key=lambda place: float(luck[place]))]
