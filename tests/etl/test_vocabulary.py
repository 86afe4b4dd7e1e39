import pytest

from etl.cells import Cells
from etl.csv_rows import TableRow
from etl.vocabulary import provider_of


def found(written):
    cells = Cells(TableRow(line=2, cells={"provider": written}, others=()), "keys.csv")
    return provider_of(cells), [str(error) for error in cells.errors]


@pytest.mark.parametrize(
    ("written", "provider"),
    [
        ("openai", "openai"),
        ("Open AI", "openai"),
        ("Google Gemini", "google_ai_studio"),
        ("AWS-Bedrock", "aws_bedrock"),
        ("other:Acme", "other:acme"),
    ],
)
def test_common_spellings_mean_the_known_provider(written, provider):
    assert found(written) == (provider, [])


def test_an_unknown_provider_is_an_error_with_the_nearest_ones():
    provider, (error,) = found("grok")
    assert provider == ""
    assert error == 'keys.csv:2 provider: "grok" is not a known provider; did you mean groq or xai? use other:<slug> for a new one. [E012]'
