"""Alike: idioms and words of one meaning, made one before a question or a label is read.

May import: nothing of ours.
"""

from __future__ import annotations

import re

# Phrases whose words do not mean what they say, and what to read in their place.
IDIOM = {
    "all right": "okay",
    "alright": "okay",
    "on earth": "exactly",
    "the heck": "exactly",
    "the hell": "exactly",
    "in the world": "exactly",
    "step by step": "steps",
    "is able to": "can",
    "are able to": "can",
    "is capable of": "can",
    "are capable of": "can",
    "turn up": "raise",
    "turned up": "raised",
    "bump up": "raise",
    "bumped up": "raised",
    "dial up": "raise",
    "turn down": "lower",
    "turned down": "lowered",
    "dial down": "lower",
    "cut down on": "reduce",
    "cut down": "reduce",
    "cuts down": "reduces",
    "brought down": "reduced",
    "cut back": "reduce",
    "what now": "what should i do",
    "be given": "be",
    "after how many": "how many",
    "after how long": "how long",
    "how far back": "how long",
    "up to how many": "how many",
}
# Words that mean the same wherever they stand, and the one that stands for them.
ALIKE = {
    word: first
    for first, words in {
        "large": "big huge enormous massive gigantic vast",
        "larger": "bigger",
        "largest": "biggest",
        "small": "tiny little",
        "minimum": "smallest fewest",
        "maximum": "greatest",
        "image": "picture photo photograph",
        "images": "pictures photos photographs",
        "imbalanced": "unbalanced",
        "start": "begin launch",
        "started": "begun launched",
        "starting": "beginning launching",
        "hyperparameter": "knob",
        "hyperparameters": "knobs",
        "useless": "worthless",
        "fast": "speedy rapid",
        "unlabeled": "unlabelled",
        "expensive": "costly pricey",
        "poor": "bad terrible awful lousy dreadful horrible",
        "poorly": "badly terribly awfully",
        "great": "excellent perfect superb brilliant fantastic outstanding flawless",
        "fail": "flop",
        "fails": "flops",
        "failed": "flopped",
        "advanced": "sophisticated",
        "before": "prior",
        "preparation": "prep",
        "remove": "eliminate delete erase",
        "removes": "eliminates deletes erases",
        "removed": "eliminated deleted erased",
        "removing": "eliminating deleting erasing",
    }.items()
    for word in words.split()
}
IDIOMS = re.compile(rf"\b(?:{'|'.join(IDIOM)})\b")
