"""What makes an e-mail address one that we take (RFC 5321 §4.1.2, RFC 6531 §3.3).

    address = local "@" domain            at most 254 characters (RFC 5321 §4.5.3.1.3)
    local   = one or more of atext and "."
    domain  = label *("." label)          a single label ("localhost") is a domain too
    atext   = RFC 5322 §3.2.3, and everything outside ASCII that can be seen

Quoted local parts and domain literals are refused: nobody has one, and `"`, `<`, `>`, `;`, `:`, `,` in an address
are how header and content lines are forged. Dots may stand anywhere in a local part, since some providers gave
such addresses out.
"""

import re

from kalends.core.unicode import normalize

LONGEST = 254

# White space, control characters, direction marks and the like, surrogates and noncharacters outside ASCII.
_UNSEEN = (
    "\x80-\xa0\u1680\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff"
)
# What is left of ASCII is atext and ".", and for a label letters, digits, "-" and "_".
_ATEXT = rf"""[^\x00-\x20"(),:;<>@\[\\\]\x7f{_UNSEEN}]"""
_LABEL = rf"[^\x00-,./:-@\[-^`{{-\x7f{_UNSEEN}]+"
_ADDRESS = re.compile(rf"{_ATEXT}+@{_LABEL}(?:\.{_LABEL})*")
_UNSEEN_CHARACTER = re.compile(rf"[\x00-\x20\x7f{_UNSEEN}]")
_ATEXT_CHARACTER = re.compile(_ATEXT)


def flaw_of(address: str) -> str | None:
    """What is wrong with an address, as a few words that follow "the address …"; None where nothing is."""
    if len(address) <= LONGEST and address.isprintable() and _ADDRESS.fullmatch(address):
        return None
    return _reason(address)


def folded(address: str) -> str:
    """The form in which two spellings of one address are equal: lower case, in NFC (RFC 8265 §3.3).

    It is not Unicode's full case folding, by which `straße@` would be `strasse@`. What is too long to be an address is
    equal to itself alone, so that no text of a client takes long here.
    """
    if len(address) > LONGEST:
        return address
    return normalize("NFC", normalize("NFC", address).lower())


def _reason(address: str) -> str:
    local, at, domain = address.partition("@")
    if len(address) > LONGEST:
        return f"is longer than {LONGEST} characters"
    if not address.isprintable() or _UNSEEN_CHARACTER.search(address):
        return "has a space, a control character or an invisible one"
    if not at:
        return "has no @"
    if "@" in domain:
        return "has more than one @"
    return _reason_of_parts(local, domain)


def _reason_of_parts(local: str, domain: str) -> str:
    if not local:
        return "has nothing before the @"
    if not domain:
        return "has no domain after the @"
    strange = [character for character in local if not _ATEXT_CHARACTER.fullmatch(character)]
    if strange:
        return f"has the character {strange[0]} before the @"
    return "has a domain that is none"
