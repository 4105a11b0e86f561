"""Microseconds per KB of the whole rendering pipeline, against its floor: comrak alone on the same text, same run.

Run: .venv/bin/python bench/rendering.py
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

import comrak

from tasks.rendering.markdown import render

ENGLISH = """## Confidence interval

**The 95 % interval is 0.60 to 0.98.** With few patients the uncertainty is large, see [the paper](https://a.example/w).

1. Count the successes.
2. Choose `z`, for example 1.96.
3. Compute the two ends.

| method | low | high |
|---|--:|--:|
| Wilson | 0.596 | 0.982 |
| Wald | 0.714 | 1.086 |

> The normal approximation fails for small samples, and may give a bound above one.
"""
CHINESE = """## 置信区间

**结论：真实灵敏度约在 0.60 到 0.98 之间。**样本很少，不确定性很大，参见[论文](https://a.example/w)。

1. 数出成功的次数。
2. 选定 `z`，例如 1.96。
3. 分别计算两端。

正态近似在小样本时不成立，可能给出大于一的上界，因此这里不应该使用，建议改用 Wilson 方法并同时报告样本量。
"""
CODE = "\n```python\ndef wilson(k, n, z=1.96):\n    p = k / n  # share\n    return p + z**2 / (2 * n)\n```\n"
MATHS = "\n$$\\frac{\\hat p + \\frac{z^2}{2n}}{1 + \\frac{z^2}{n}}$$ with \\(\\hat p = 0.9\\) and $n = 10$.\n"
TEXTS = {
    "English, 1 KB": (ENGLISH * 2)[:1024],
    "Chinese, 1 KB": (CHINESE * 3)[:360],
    "with code": ENGLISH + CODE,
    "with maths": ENGLISH + MATHS,
    "plain, 8 KB": "A sentence of ordinary words stands here for the reader to weigh.\n\n" * 120,
}


def microseconds(work: Callable[[], object], *, rounds: int = 7, repeats: int = 50) -> float:
    """Return the median over rounds of the mean time of one call."""
    times = []
    for _ in range(rounds):
        start = time.process_time_ns()
        for _ in range(repeats):
            work()
        times.append((time.process_time_ns() - start) / repeats / 1000)
    return median(times)


def main() -> None:
    options = comrak.ExtensionOptions()
    options.table = options.strikethrough = options.autolink = options.math_latex = True
    print(f"{'text':16} {'bytes':>6} {'ours µs/KB':>11} {'comrak µs/KB':>13} {'ratio':>6}")
    for name, text in TEXTS.items():
        n_kb = len(text.encode()) / 1024
        ours = microseconds(lambda text=text: render(text)) / n_kb
        floor = microseconds(lambda text=text: comrak.render_markdown(text, extension_options=options)) / n_kb
        print(f"{name:16} {len(text.encode()):6d} {ours:11.0f} {floor:13.0f} {ours / floor:6.1f}")


if __name__ == "__main__":
    main()
