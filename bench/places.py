"""How fast the gazetteer loads and reads, and how well it places names: figures against the bars they must clear.

    python bench/places.py [DATA_DIR]

DATA_DIR is a data folder that `rasd gazetteer update` has filled; without it only the embedded gazetteer is measured.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from extract.arabic.tokens import tokenize
from extract.places import find_places, load_gazetteer

SENTENCES = (
    "قصفت قوات النظام بالمدفعية الثقيلة بلدات كفرزيتا واللطامنة ومورك بريف حماة الشمالي مساء أمس الأحد. "
    "وقال مصدر أمني إن عبوة ناسفة انفجرت في ناحية جلولاء شمالي محافظة ديالى وأدت إلى مقتل مدنيين اثنين. "
    "وأضافت المصادر أن الطيران شن غارات على مواقع في مديرية حيس جنوبي الحديدة دون أن ترد معلومات عن الخسائر. "
    "وأوضح المتحدث في بيان أن القوات تمكنت من إحباط الهجوم وتكبيد المهاجمين خسائر كبيرة في الأرواح والعتاد. "
    "وطالب الأهالي الجهات المعنية بتحمل مسؤولياتها ووضع حد للانتهاكات التي تتكرر منذ أشهر بحق المدنيين العزل. "
    "وفي سياق متصل أعلن الجيش اللبناني أن مسيرة استهدفت سيارة على طريق بلدة عيتا الشعب في قضاء بنت جبيل.\n"
)
MEGABYTES = 1.0

_LOADING = """
import re, sys, time
from pathlib import Path
import extract.places
def resident(): return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
before = resident()
start = time.process_time()
gazetteer = extract.places.load_gazetteer(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
print(len(gazetteer), time.process_time() - start, resident() - before)
"""


def loading(data_dir: str | None) -> tuple[int, float, float]:
    """Places, processor seconds and megabytes of a load in a fresh process: the best of five."""
    command = [sys.executable, "-c", _LOADING, *([data_dir] if data_dir else [])]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() for _ in range(5)]
    best = min(runs, key=lambda run: float(run[1]))
    return int(best[0]), float(best[1]), float(best[2])


def reading(data_dir: Path | None) -> float:
    """Megabytes a processor second of finding places in text that is tokenised already: the best of three."""
    gazetteer = load_gazetteer(data_dir)
    text = SENTENCES * int(MEGABYTES * 1e6 / len(SENTENCES.encode()))
    tokens = tokenize(text)
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        find_places(tokens, gazetteer)
        best = min(best, time.process_time() - start)
    return len(text.encode()) / 1e6 / best


def main() -> None:
    """Prints each figure with its bar."""
    folder = sys.argv[1] if len(sys.argv) > 1 else None
    for name, data_dir, seconds, megabytes in (("embedded", None, 0.3, 60), ("fuller", folder, 1.5, 200)):
        if name == "fuller" and folder is None:
            continue
        places, took, took_mb = loading(data_dir)
        speed = reading(Path(data_dir) if data_dir else None)
        print(f"{name}: {places} places")
        print(f"  load      {took:6.2f} s    bar {seconds} s, ratio {took / seconds:.2f}")
        print(f"  memory    {took_mb:6.0f} MB   bar {megabytes} MB, ratio {took_mb / megabytes:.2f}")
        print(f"  reading   {speed:6.2f} MB/s bar 2 MB/s, ratio {speed / 2:.2f}")


if __name__ == "__main__":
    main()
