"""All words of the glossary stand behind one button, in plain text."""

import re
from html import unescape

from streamlit.testing.v1 import AppTest

from dashboard.glossary import TERMS


def _words():
    import streamlit as st

    from dashboard.components.words import words

    words(st)


def test_every_term_is_there_with_its_sentence_in_order():
    (element,) = AppTest.from_function(_words).run().get("html")
    found = re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", element.proto.body)
    assert [(unescape(term), unescape(sentence)) for term, sentence in found] == sorted(TERMS.items())
