"""Lay out where the town's goods go: the countries of the public order book, home zones, and the cities of the plan."""

from dataclasses import dataclass
from typing import Any

DAILY, TWICE_A_WEEK = "0,1,2,3,4,5", "1,4"
WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Hold a destination; `name_en` is the name that the order book uses. Busy ones have their own cut-off days."""

    code: str
    iso: str
    zone: str
    zh: str
    name_en: str
    cutoff: str = ""


# Days from the factory's promise to the buyer's door that the town publishes for each zone; they allow for the slow
# and cheap way and for waiting for its departure (own, after public transit times of 2025).
LANE_DAYS = {
    "home_local": 3,
    "home_near": 5,
    "home_north": 6,
    "home_east": 7,
    "home_south": 8,
    "home_west": 10,
    "home_remote": 14,
    "uk": 48,
    "eu_west": 47,
    "eu_east": 49,
    "eu_north": 50,
    "eu_south": 48,
    "eu_isles": 52,
    "near_asia": 14,
    "south_asia": 24,
    "russia": 28,
    "middle_east": 40,
    "oceania": 38,
    "north_america": 44,
    "south_america": 60,
}
PLACES = (
    Place("CNSHE", "CN", "home_local", "沈阳", "Shenyang", DAILY),
    Place("CN-NORTHEAST", "CN", "home_near", "东北三省", "North-east China", TWICE_A_WEEK),
    Place("CN-NORTH", "CN", "home_north", "华北", "North China", TWICE_A_WEEK),
    Place("CNYIW", "CN", "home_east", "义乌", "Yiwu", DAILY),
    Place("CNDTG", "CN", "home_east", "大唐", "Datang", DAILY),
    Place("CN-EAST", "CN", "home_east", "华东", "East China", TWICE_A_WEEK),
    Place("CN-SOUTH", "CN", "home_south", "华南", "South China", TWICE_A_WEEK),
    Place("CN-WEST", "CN", "home_west", "西南西北", "West China"),
    Place("CN-REMOTE", "CN", "home_remote", "新疆西藏", "Xinjiang and Tibet"),
    Place("GB", "GB", "uk", "英国", "United Kingdom", TWICE_A_WEEK),
    Place("DE", "DE", "eu_west", "德国", "Germany", TWICE_A_WEEK),
    Place("DEHAM", "DE", "eu_west", "汉堡", "Hamburg", TWICE_A_WEEK),
    Place("FR", "FR", "eu_west", "法国", "France", TWICE_A_WEEK),
    Place("NL", "NL", "eu_west", "荷兰", "Netherlands", TWICE_A_WEEK),
    Place("IE", "IE", "eu_isles", "爱尔兰", "EIRE", TWICE_A_WEEK),
    Place("BE", "BE", "eu_west", "比利时", "Belgium"),
    Place("AT", "AT", "eu_west", "奥地利", "Austria"),
    Place("CH", "CH", "eu_west", "瑞士", "Switzerland"),
    Place("PL", "PL", "eu_east", "波兰", "Poland"),
    Place("CZ", "CZ", "eu_east", "捷克", "Czech Republic"),
    Place("LT", "LT", "eu_east", "立陶宛", "Lithuania"),
    Place("SE", "SE", "eu_north", "瑞典", "Sweden"),
    Place("DK", "DK", "eu_north", "丹麦", "Denmark"),
    Place("NO", "NO", "eu_north", "挪威", "Norway"),
    Place("FI", "FI", "eu_north", "芬兰", "Finland"),
    Place("IT", "IT", "eu_south", "意大利", "Italy"),
    Place("ES", "ES", "eu_south", "西班牙", "Spain"),
    Place("PT", "PT", "eu_south", "葡萄牙", "Portugal"),
    Place("GR", "GR", "eu_south", "希腊", "Greece"),
    Place("CY", "CY", "eu_isles", "塞浦路斯", "Cyprus"),
    Place("MT", "MT", "eu_isles", "马耳他", "Malta"),
    Place("IS", "IS", "eu_isles", "冰岛", "Iceland"),
    # The book names the islands together; ISO 3166 has a code for each only, and Jersey's stands here.
    Place("JE", "JE", "eu_isles", "海峡群岛", "Channel Islands"),
    Place("KRSEL", "KR", "near_asia", "首尔", "Seoul"),
    Place("JPTYO", "JP", "near_asia", "东京", "Tokyo"),
    Place("JP", "JP", "near_asia", "日本", "Japan"),
    Place("HK", "HK", "south_asia", "香港", "Hong Kong"),
    Place("SG", "SG", "south_asia", "新加坡", "Singapore"),
    Place("RUMOW", "RU", "russia", "莫斯科", "Moscow"),
    Place("IL", "IL", "middle_east", "以色列", "Israel"),
    Place("LB", "LB", "middle_east", "黎巴嫩", "Lebanon"),
    Place("AE", "AE", "middle_east", "阿联酋", "United Arab Emirates"),
    Place("BH", "BH", "middle_east", "巴林", "Bahrain"),
    Place("SA", "SA", "middle_east", "沙特阿拉伯", "Saudi Arabia"),
    Place("AU", "AU", "oceania", "澳大利亚", "Australia"),
    Place("US", "US", "north_america", "美国", "USA"),
    Place("CA", "CA", "north_america", "加拿大", "Canada"),
    Place("BR", "BR", "south_america", "巴西", "Brazil"),
)


def rows() -> list[dict[str, Any]]:
    """Return the destinations as they are published; loads for the quiet ones leave once a week, spread over it."""
    return [
        {
            "code": place.code,
            "iso": place.iso,
            "zone": place.zone,
            "name_zh": place.zh,
            "name_en": place.name_en,
            "lane_days": LANE_DAYS[place.zone],
            "cutoff_weekdays": place.cutoff or str(i % WORKING_DAYS),
        }
        for i, place in enumerate(PLACES)
    ]
