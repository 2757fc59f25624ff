"""The last parts of IRIs, made from what a claim or quantity says, so that they stay the same between builds.

May import: factmodel, sentences, vocabulary.
"""
from __future__ import annotations

import hashlib
import re
import unicodedata

from . import sentences
from .factmodel import Claim, Quantity
from .vocabulary import local_name


def claim_name(claim: Claim) -> str:
    """The last part of a claim's IRI, made from what it says, so that it stays the same between builds."""
    if isinstance(claim.object, Quantity):
        target = quantity_name(claim.object)
    else:
        target = claim.object if isinstance(claim.object, str) else slug(claim.object.value)
    parts = [claim.subject, slug(local_name(claim.property)), target]
    parts += ["not"] if not claim.polarity else []
    parts += [claim.direction] if claim.direction else []
    parts += [f"when-{c}" for c in claim.conditions]
    return "-".join(parts)


def quantity_name(quantity: Quantity) -> str:
    """The last part of a quantity's IRI: its numbers, unit and bound."""
    numbers = [sentences.number(n).replace("-", "minus") for n in (quantity.value, quantity.minimum, quantity.maximum) if n is not None]
    bound = [] if quantity.bound in ("exact", "between") else [quantity.bound]
    # A lone end of a span is told apart from a value: "from 5" is not "5", nor "to 5".
    lone = [] if quantity.value is not None or len(numbers) == 2 else ["to" if quantity.minimum is None else "from"]
    return "-".join([*lone, *numbers, local_name(quantity.unit), *bound])


def slug(text: str) -> str:
    """Text as the part of an IRI: lower case, hyphens; a long one is cut and told apart by a digest."""
    plain = unicodedata.normalize("NFKD", re.sub(r"(?<=[a-z])(?=[A-Z])", "-", text)).encode("ascii", "ignore").decode()
    short = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return short if short and len(short) <= 40 else f"{short[:32].rstrip('-')}-{digest}".lstrip("-")
