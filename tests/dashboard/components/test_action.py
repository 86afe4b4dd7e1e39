"""What to do is told as text, whatever stands in it, with a command to copy."""

from streamlit.testing.v1 import AppTest


def _told(**given):
    from dashboard.components.action import action

    action(**given)


def _body(**given) -> str:
    app = AppTest.from_function(_told, kwargs=given, default_timeout=20).run()
    assert not app.exception
    (element,) = app.get("html")
    return element.proto.body


def test_steps_stand_in_order_and_the_command_below_them():
    body = _body(title="end them", steps=["Revoke.", "Then look."], command="keyinv status")
    assert body.index("What to do: end them") < body.index("<li>Revoke.</li>") < body.index("<li>Then look.</li>")
    assert body.index("<li>Then look.</li>") < body.index("<code>keyinv status</code><button")


def test_nothing_is_taken_for_html():
    body = _body(title="<b>", steps=["a < b & *c*"], command="keyinv sql \"select 1 where 'a' < 'b'\"")
    assert "What to do: &lt;b&gt;" in body
    assert "<li>a &lt; b &amp; *c*</li>" in body
    assert "<code>keyinv sql &quot;select 1 where &#x27;a&#x27; &lt; &#x27;b&#x27;&quot;</code>" in body


def test_without_a_command_there_is_no_button():
    assert "<button" not in _body(title="look", steps=["Look."])
