"""The pieces of a page that is one file: HTML, its style, and pictures as SVG in the page's own colours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from .palette import DARK, GREY, INK, LIMIT, OUTCOMES, PAPER
from .plots import Drawing

VERDICT_MARKS = {"pass": "✔", "fail": "✘", "inconclusive": "?"}


class Html(str):
    """Text that is HTML already."""


def html(value: object) -> str:
    """The value as HTML."""
    return value if isinstance(value, Html) else escape(str(value))


def join(parts: Iterable[object]) -> Html:
    return Html("\n".join(html(part) for part in parts))


def variable(color: str) -> str:
    return f"var(--c{color[1:]})"


def style() -> str:
    """For a screen in light and dark, and for paper."""

    def colors(dark: bool) -> str:
        return " ".join(f"--c{light[1:]}: {there if dark else light};" for light, there in DARK.items())

    return f"""
:root {{ color-scheme: light dark; {colors(False)} }}
@media (prefers-color-scheme: dark) {{ :root {{ {colors(True)} }} }}
@media screen and (prefers-color-scheme: dark) {{
  svg:not(.photographs) image {{ filter: brightness(.5) contrast(2.2) brightness(.6); }} }}
@media print {{ :root {{ color-scheme: light; {colors(False)} }} }}
body {{ font: 1rem/1.5 system-ui, sans-serif; color: {variable(INK)}; background: {variable(PAPER)};
  max-width: 62rem; margin: 0 auto; padding: 1rem; }}
h1 {{ font-size: 1.5rem; line-height: 1.2; margin: 0 0 .5rem; }}
h2 {{ font-size: 1.2rem; margin: 2.2rem 0 .5rem; border-bottom: 1px solid {variable(GREY)}; }}
a {{ color: inherit; text-underline-offset: .15em; }}
:focus-visible {{ outline: 3px solid {variable(OUTCOMES["safe"][0])}; outline-offset: 2px; }}
.band {{ border: 3px solid {variable(INK)}; border-radius: .4rem; padding: .8rem 1rem; }}
.band p {{ margin: .3rem 0; }}
.band.fail {{ border-style: double; border-width: 6px; border-color: {variable(LIMIT)}; }}
.band.inconclusive {{ border-style: dashed; }}
.verdict {{ font-weight: 700; white-space: nowrap; }}
.verdict.fail {{ color: {variable(LIMIT)}; }}
.large {{ font-size: 1.3rem; }}
.note {{ color: {variable(GREY)}; font-size: .9rem; }}
.wide {{ overflow-x: auto; max-width: 100%; }}
table {{ border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }}
caption {{ text-align: left; color: {variable(GREY)}; padding: .3rem 0;
  position: sticky; left: 0; max-width: calc(100vw - 2rem); }}
th, td {{ text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0;
  border-bottom: 1px solid {variable(GREY)};  }}
.number {{ text-align: right; }} td.number, td code {{ white-space: nowrap; }}
th[scope=col] {{ vertical-align: bottom; }}
:target {{ outline: 2px dashed {variable(INK)}; }}
code, pre {{ font-family: ui-monospace, monospace; font-size: .85rem; overflow-wrap: anywhere; }}
pre {{ white-space: pre-wrap; }}
figure {{ margin: .5rem 0; }}
svg {{ display: block; width: 100%; min-width: 36rem; max-width: 52rem; height: auto; }}
svg * {{ stroke-linejoin: round; stroke-linecap: butt; }}
summary {{ cursor: pointer; padding: .3rem 0; }}
dt {{ font-weight: 600; }} dd {{ margin: 0 0 .3rem 1rem; overflow-wrap: anywhere; }}
@media print {{
  body {{ max-width: none; padding: 0; font-size: 9pt; }}
  .wide {{ overflow: visible; }} svg {{ min-width: 0; max-width: 100%; }}
  figure, tr, .band {{ break-inside: avoid; }} h2 {{ break-after: avoid; }}
  details::details-content {{ content-visibility: visible; block-size: auto; }}
}}"""


def page(title: str, body: Html) -> str:
    """Nothing of it comes from elsewhere, and a browser holds it to that."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>{escape(title)}</title>
<style>{style()}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[object]], ids: Sequence[str] = ()) -> Html:
    """Of columns that hold numbers the texts end at the right. The first cell of a row is its head."""
    cells = [list(map(html, row)) for row in rows]
    number = [2 * sum(is_number(row[k]) for row in cells) > len(cells) for k in range(len(heads))]
    classes = [' class="number"' if right else "" for right in number]
    head = "".join(f'<th scope="col"{kind}>{html(text)}</th>' for text, kind in zip(heads, classes))
    lines = []
    for i, row in enumerate(cells):
        own = f' id="{ids[i]}"' if i < len(ids) else ""
        first = f'<th scope="row"{classes[0]}>{row[0]}</th>'
        lines.append(
            f"<tr{own}>{first}"
            + "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(row[1:], classes[1:]))
            + "</tr>"
        )
    return Html(
        f'<div class="wide" tabindex="0" role="group" aria-label="{escape(caption)}"><table><caption>'
        f"{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
        + "\n".join(lines)
        + "\n</tbody></table></div>"
    )


def is_number(cell: str) -> bool:
    return re.fullmatch(r"(<a [^>]*>)?[−+-]?[\d,.]+(e[+-]?\d+)?( %)?(</a>)?", cell) is not None


def details(summary: str, *parts: object) -> Html:
    return Html(f"<details><summary>{escape(summary)}</summary>\n{join(parts)}\n</details>")


def paragraph(*parts: object, kind: str = "") -> Html:
    return Html(f"<p{f' class={chr(34)}{kind}{chr(34)}' if kind else ''}>" + " ".join(map(html, parts)) + "</p>")


def section(title: str, *parts: object) -> Html:
    name = re.sub(r"\W+", "-", title.lower()).strip("-")
    return Html(f'<section aria-labelledby="{name}">\n<h2 id="{name}">{escape(title)}</h2>\n{join(parts)}\n</section>')


def verdict(word: str) -> Html:
    return Html(f'<span class="verdict {escape(word)}">{VERDICT_MARKS.get(word, "")} {escape(word)}</span>')


def picture(name: str, drawing: Drawing, alternative: str, kind: str = "") -> Html:
    """The drawing in the page's colours; `alternative` tells those who don't see it what it shows. Of the `kind`
    "photographs" images stay as they are in the dark."""
    text = drawing.svg()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="', f'id="{name}-', text)  # ids are of the whole page
    text = re.sub(r'(href="|url\()#', rf"\1#{name}-", text)
    text = re.sub(r'<svg ([^>]*?)width="[^"]*" height="[^"]*"|<svg ', lambda m: "<svg " + (m[1] or ""), text, count=1)
    for color in DARK:
        text = text.replace(color, variable(color))
    own = f'class="{kind}" ' if kind else ""
    text = text.replace("<svg ", f'<svg {own}role="img" aria-labelledby="{name}-told" ', 1)
    text = text.replace(">", f'><title id="{name}-told">{escape(alternative)}</title>', 1)
    text = re.sub(r"\n\s+", "\n", text)
    return Html(
        f'<figure><div class="wide" tabindex="0" role="group" aria-label="{escape(name)}, picture">{text}'
        f"</div></figure>"
    )
