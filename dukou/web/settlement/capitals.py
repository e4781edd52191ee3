"""Write an amount of yuan in Chinese capitals (大写), as papers about money do, so that no digit can be changed."""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
GROUP = 10_000


def in_capitals(amount_minor: int) -> str:
    """Return an amount in fen as capitals.

    >>> in_capitals(1_640_902)
    '人民币壹万陆仟肆佰零玖元零贰分'
    >>> in_capitals(-50)
    '人民币负伍角整'
    """
    yuan, rest = divmod(abs(amount_minor), 100)
    jiao, fen = divmod(rest, 10)
    whole = f"{_whole(yuan)}元" if yuan else ""
    tenth = f"{DIGITS[jiao]}角" if jiao else "零" if whole and fen else ""
    last = f"{DIGITS[fen]}分" if fen else "整"
    sign = "负" if amount_minor < 0 else ""
    return f"人民币{sign}{whole + tenth or ('' if fen else '零元')}{last}"


def _whole(number: int) -> str:
    """Return a whole number; a zero is spoken once where places between two digits are empty."""
    text, gap = "", False
    groups = []
    while number:
        number, group = divmod(number, GROUP)
        groups.append(group)
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            gap = bool(text)
            continue
        zero = DIGITS[0] if text and (gap or group < GROUP // 10) else ""
        text += f"{zero}{_group(group)}{GROUPS[place]}"
        gap = False
    return text


def _group(number: int) -> str:
    """Return a number below ten thousand."""
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += f"{DIGITS[0] if gap and text else ''}{DIGITS[digit]}{PLACES[place]}"
            gap = False
        else:
            gap = True
    return text
