"""Rules in words, in any language that has a table (RFC 5545 §3.3.10)."""

from kalends.core.recur.words.english import ENGLISH
from kalends.core.recur.words.language import Language
from kalends.core.recur.words.sentence import sentence

__all__ = ["ENGLISH", "Language", "sentence"]
