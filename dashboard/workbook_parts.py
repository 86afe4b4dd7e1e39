"""What a workbook holds beside its rows: the parts of an OOXML package, as small as Excel takes them."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import quoteattr

import polars as pl

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FROZEN = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
# What XML cannot hold, Excel writes as _x0001_; what only looks so, with its underscore written out.
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "_x000D_"} | {
    chr(code): f"_x{code:04X}_" for code in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)
}
_SUSPECT = r"[&<>\x00-\x08\x0B-\x1F\x{FFFE}\x{FFFF}]|_x[0-9A-Fa-f]{4}_"
SHEET_FOOT = "</sheetData></worksheet>"
LETTERS = 26


def letters(at: int) -> str:
    """A column's name in a sheet: 0 is A, 26 is AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def sheet_head(columns: Sequence[str]) -> str:
    """A sheet up to its first row: the header, bold, which stays in sight."""
    cells = "".join(
        f'<c r="{letters(at)}1" s="1" t="inlineStr"><is><t xml:space="preserve">{name}</t></is></c>'
        for at, name in enumerate(_listed(columns))
    )
    views = f'<sheetViews><sheetView workbookViewId="0">{_FROZEN}</sheetView></sheetViews>'
    return f'{_HEAD}<worksheet xmlns="{_MAIN}">{views}<sheetData><row r="1">{cells}</row>'


def escaped(values: pl.Series, text: pl.Expr | None = None) -> pl.Expr:
    """These texts (or `text`, which holds no others) as a workbook's XML holds them."""
    text = pl.lit(values) if text is None else text
    if not values.str.contains(_SUSPECT).any():
        return text
    return text.str.replace_all(r"_(x[0-9A-Fa-f]{4}_)", "_x005F_${1}").str.replace_many(_ESCAPES)


def around(sheets: Sequence[str], shared: Sequence[str]) -> Iterator[tuple[str, Iterator[str]]]:
    """Every other part by its name, in pieces. `shared` are the texts that cells name by number."""
    sheet_types = "".join(_override(f"/xl/worksheets/sheet{number}.xml", f"{_TYPE}.worksheet+xml") for number in range(1, len(sheets) + 1))
    others = "".join(_override(f"/xl/{name}.xml", f"{_TYPE}.{kind}+xml") for name, kind in _PARTS.items())
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    yield "[Content_Types].xml", iter([f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{defaults}{others}{sheet_types}</Types>'])
    yield "_rels/.rels", iter([_related([("officeDocument", "xl/workbook.xml")])])
    yield "xl/workbook.xml", iter([_workbook(sheets)])
    targets = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)]
    yield "xl/_rels/workbook.xml.rels", iter([_related([*targets, ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")])])
    yield "xl/styles.xml", iter([_STYLES])
    yield "xl/sharedStrings.xml", _shared(shared)


_PARTS = {"workbook": "sheet.main", "styles": "styles", "sharedStrings": "sharedStrings"}


def _override(name: str, kind: str) -> str:
    return f'<Override PartName="{name}" ContentType="{kind}"/>'


def _related(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _workbook(sheets: Sequence[str]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(sheets, start=1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>'


def _shared(texts: Sequence[str]) -> Iterator[str]:
    yield f'{_HEAD}<sst xmlns="{_MAIN}" uniqueCount="{len(texts)}">'
    yield "".join(f'<si><t xml:space="preserve">{text}</t></si>' for text in _listed(texts))
    yield "</sst>"


def _listed(texts: Sequence[str]) -> list[str]:
    return pl.select(escaped(pl.Series(texts, dtype=pl.String))).to_series().to_list()
