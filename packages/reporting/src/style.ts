import { sans } from './theme.ts';

/** Named CSS colours for a white and a black background. */
export const light = `
  --paper: #ffffff; --panel: #f7f6f2; --ink: #1b1b19; --ink-2: #5d5c57; --rule: #e8e6e0; --rule-2: #c9c6bd;
  --link: #0b5a94; --warn: #7a4a00; --warn-paper: #fdf3dd; --warn-rule: #ecd39a;
  --c1: #0072b2; --c2: #be4c00; --c3: #007a5a; --c4: #b0488a; --c5: #6b5300; --c6: #4b4f58; --c7: #705cd0; --c8: #17306b; --c9: #8c1c3a;
  --s1: #10275c; --s2: #1b4b92; --s3: #1f72ac; --s4: #2b96ac; --s5: #57b09a; --s6: #98c98c; --s7: #d9e2a0;`;

export const dark = `
  --paper: #15171a; --panel: #1d2024; --ink: #e9e7e2; --ink-2: #a5a39c; --rule: #2b2e33; --rule-2: #4a4e55;
  --link: #7cbcf0; --warn: #f3cf86; --warn-paper: #2a2416; --warn-rule: #574725;
  --c1: #56b4e9; --c2: #ff8040; --c3: #2fc194; --c4: #e28fc3; --c5: #f0d060; --c6: #c4c8d0; --c7: #9a86f0; --c8: #a9c4ff; --c9: #f2667c;
  --s1: #eef6c0; --s2: #aadfae; --s3: #63c6b4; --s4: #3aa2bf; --s5: #3d7db6; --s6: #3f5b9c; --s7: #383f73;`;

/** An SVG as a file of its own, light or dark by the reader's preference. */
export const standalone = (svg: string): string =>
  `${svg.replace('>', `><style>:root {${light}\n} @media (prefers-color-scheme: dark) { :root {${dark}\n} }</style>`)}\n`;

/** One family of type in four sizes (the fourth is 1rem; charts, which narrow screens squeeze, have 12 pixels), and the length of lines of prose: about 70 characters. */
export const font = `
  --sans: ${sans};
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
  --small: .8125rem; --large: 1.25rem; --huge: 2rem; --measure: 36rem;`;

/** The style sheet of every page: light or dark by the system's preference, narrow screens, print. */
export const style = `
:root {${light}
${font}
  color-scheme: light dark;
}
@media screen and (prefers-color-scheme: dark) { :root {${dark}
} }
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.6 var(--sans); font-variant-numeric: tabular-nums lining-nums; }
main { max-width: 74rem; margin: 0 auto; padding: 1.4rem 2rem 3rem; overflow-wrap: break-word; }
h1, h2, h3, h4 { font-size: 1rem; font-weight: 600; line-height: 1.25; text-wrap: balance; margin: 2rem 0 .5rem; }
h1 { font-size: clamp(1.6rem, 1.3rem + 1.2vw, var(--huge)); letter-spacing: -0.015em; margin: 0 0 .8rem; }
h2 { font-size: var(--large); margin: 0 0 .7rem; }
section { margin-top: 2.6rem; padding-top: 1.4rem; border-top: 1px solid var(--rule-2); scroll-margin-top: 2.6rem; }
.outline + section { border-top: 0; margin-top: .6rem; }
section:has(> .part:first-child:not([open])) { margin-top: 0; padding-top: .35rem; }
p, ul, ol { max-width: var(--measure); margin: 0 0 1rem; }
a { color: var(--link); text-underline-offset: .16em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
small { font-size: var(--small); color: var(--ink-2); font-weight: 400; }
sup, sub { font-size: .75em; line-height: 0; white-space: nowrap; }
code { font: .88em/1.5 var(--mono); overflow-wrap: anywhere; white-space: pre-wrap; }
.lede { font-size: var(--large); line-height: 1.45; text-wrap: pretty; }
.lede p { max-width: 44rem; margin-bottom: .7rem; }
.lede strong { font-weight: 600; }
.meta, nav, .note, .facts, .standin, .key, figcaption, caption, summary, .choices, .tools label { font-size: var(--small); line-height: 1.5; color: var(--ink-2); }
footer { margin-top: 2.5rem; }
.meta code { color: inherit; }
nav { display: flex; gap: .3rem 1.4rem; }
nav.pages { flex-wrap: wrap; margin: 0 0 1rem; }
.outline { position: sticky; top: 0; z-index: 1; margin-top: 1.2rem; padding: .45rem 0; background: var(--paper); border-bottom: 1px solid var(--rule); overflow-x: auto; white-space: nowrap; }
nav [aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
.note { margin: .5rem 0 0; }
.standin { border-left: 2px solid var(--warn-rule); padding-left: 1rem; margin: 1.2rem 0 1.6rem; list-style: none; }
ul.findings { padding-left: 1.1rem; max-width: none; font-size: var(--small); }
.standin li + li { margin-top: .45rem; }
.badge { color: var(--warn); font-weight: 600; margin-right: .5em; }
.key { display: flex; flex-wrap: wrap; gap: .4rem 1.3rem; max-width: none; }
.mark { display: inline-block; min-width: 1.7em; margin-right: .5em; border-radius: 3px; text-align: center; font-weight: 700; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 2rem 2.5rem; margin: 1.8rem 0 2.2rem; }
figure { margin: 0; min-width: 0; }
figcaption { margin-bottom: .7rem; max-width: var(--measure); text-wrap: pretty; }
figcaption strong { display: block; color: var(--ink); }
.picture figcaption { max-width: none; margin-bottom: .3rem; }
.picture .figures { margin: .8rem 0; gap: 1rem 2.5rem; }
.chart > details { display: inline-block; vertical-align: top; margin: .4rem 1.4rem 0 0; }
.chart > .numbers[open] { display: block; }
.numbers .table { max-height: 24rem; overflow: auto; }
.pictures { margin: 1.8rem 0 2.2rem; }
.sheets { overflow-x: auto; max-width: 100%; }
.grid { display: grid; grid-template-columns: 9rem max-content; align-items: center; gap: .3rem .9rem; width: max-content; font-size: var(--small); line-height: 1.3; }
.grid img { display: block; width: auto; max-width: none; }
.pixelated img { image-rendering: pixelated; }
.grid .name, .corner { position: sticky; left: 0; background: var(--paper); padding-right: .5rem; font-weight: 600; }
.grid + .grid { margin-top: .9rem; }
.corner { align-self: stretch; }
.heads { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); align-items: end; width: 0; min-width: 100%; color: var(--ink-2); }
.heads span { padding: 0 .3rem; overflow-wrap: break-word; }
.beside .row { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1rem; margin-top: .6rem; }
.beside img { display: block; width: 100%; aspect-ratio: 1; object-fit: cover; object-position: left; clip-path: inset(4%); }
.beside .name { margin-top: .4rem; font-weight: 600; }
.plot svg { display: block; max-width: 100%; height: auto; overflow: visible; }
.plot svg text { font-family: var(--sans); }
.live, .live .chart-wrapper { width: 100%; }
.plot:empty { min-height: 17rem; }
.plot:has(.live + .live) { position: relative; }
.live + .live { position: absolute; inset: 0 0 auto; visibility: hidden; }
#tooltip { position: fixed; z-index: 1; visibility: hidden; pointer-events: none; padding: .5rem .7rem; background: var(--paper); color: var(--ink); border: 1px solid var(--rule-2); border-radius: 5px; box-shadow: 0 3px 14px rgb(0 0 0 / .14); font-size: var(--small); line-height: 1.4; }
#tooltip.visible { visibility: visible; }
#tooltip td { border: 0; padding: 0; text-align: left; }
#tooltip .key { color: var(--ink-2); padding-right: .9em; }
.table { margin: 1.4rem 0 1.8rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: var(--small); line-height: 1.45; }
caption { text-align: left; padding-bottom: .6rem; caption-side: top; }
th, td { padding: .55rem 1rem .55rem 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--rule); }
th:last-child, td:last-child { padding-right: 0; }
th.right, td.right { text-align: right; }
thead th { font-weight: 500; color: var(--ink-2); border-bottom: 1px solid var(--rule-2); vertical-align: bottom; line-height: 1.3; }
thead small { display: block; }
small.below { display: block; max-width: 17rem; overflow-wrap: break-word; }
td.right small.below { margin-left: auto; white-space: pre-line; }
thead button { all: unset; cursor: pointer; }
[aria-sort] button::after { content: ' ↓'; }
[aria-sort="ascending"] button::after { content: ' ↑'; }
tbody th { font-weight: 600; }
td.right small, td.right > span { white-space: nowrap; }
td.hatched { background: repeating-linear-gradient(135deg, transparent 0 8px, var(--rule-2) 8px 9px); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
td.hatched small { white-space: pre-line; }
tr.reference th, tr.reference td { color: var(--ink-2); font-weight: 400; }
tr.marked td, tr.marked th { background: linear-gradient(var(--warn-paper), var(--warn-paper)); }
tr.marked th { box-shadow: -.7rem 0 var(--warn-paper), inset 2px 0 var(--warn); padding-left: .7rem; }
tr.marked td:last-child { padding-right: .7rem; }
tr.band > * { background: var(--panel); }
tr[hidden] { display: none !important; }
.choices { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; border: 0; padding: 0; margin: 0 0 .6rem; }
.choices legend { float: left; padding: 0; margin-right: 1.2rem; color: var(--ink-2); }
.sign { font-style: normal; }
.idea { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin-bottom: 1rem; }
.idea svg { flex: none; width: 18.5rem; max-width: 100%; height: auto; font-family: var(--sans); }
.chip { background: var(--panel); border-radius: 3px; padding: .1em .4em; font-weight: 600; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.dot { width: .85em; height: .85em; margin-right: .45em; vertical-align: -.08em; overflow: visible; }
pre { margin: 0; white-space: pre-wrap; }
.copyable { position: relative; background: var(--panel); border-radius: 4px; padding: .7rem 5.4rem .7rem 1rem; margin: .6rem 0 1rem; max-width: 100%; }
button { font: 500 var(--small)/1 var(--sans); color: var(--ink-2); background: var(--paper); border: 1px solid var(--rule-2); border-radius: 4px; padding: .42rem .65rem; cursor: pointer; }
button:hover { color: var(--ink); border-color: var(--ink-2); }
.copyable button { position: absolute; top: .6rem; right: .6rem; }
.menu button { margin: 0 .4rem .4rem 0; }
.tools { display: flex; flex-wrap: wrap; align-items: end; gap: .6rem 1rem; margin: 0 0 .8rem; }
.tools[hidden] { display: none; }
.tools label { display: grid; grid-template-columns: minmax(0, 1fr); gap: .2rem; width: 11rem; max-width: 100%; }
.tools :is(input, select) { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--rule-2); border-radius: 4px; padding: .35rem .5rem; }
.tools label:has([type="search"]) { width: 24rem; }
.tools button { padding: .55rem .8rem; }
#runs :is(th, td) > span { overflow-wrap: anywhere; }
#runs .whole { white-space: nowrap; }
#runs tbody th { min-width: 8rem; }
#runs tbody td { min-width: 4.6rem; }
details { margin: .4rem 0; }
summary > :is(h2, h3, h4) { display: inline; margin: 0; color: var(--ink); }
summary { cursor: pointer; width: fit-content; }
summary:hover { color: var(--ink); }
details[open] > summary { margin-bottom: .6rem; }
td > span > .part { margin: 0; }
td > span > .part:not([open]) > summary { white-space: nowrap; }
tbody th code { white-space: nowrap; }
@media (min-width: 64rem) {
  .lede:has(p + p + p) { font-size: 1rem; }
}
@media (min-width: 42.01rem) {
  th.right + th:not(.right), td.right + td:not(.right), th.right + td:not(.right) { padding-left: 1.2rem; }
}
@media (max-width: 42rem) {
  main { padding: 1rem 1.1rem 3rem; }
  .lede { font-size: 1rem; }
  .grid { grid-template-columns: max-content; }
  .grid .name { width: max-content; max-width: 80vw; margin-top: .4rem; }
  .corner { display: none; }
}
@media (max-width: 42rem) and (scripting: enabled) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  thead:focus-within { position: static; clip-path: none; width: auto; height: auto; }
  table, caption, tbody, tr, th, td { display: block; width: 100%; }
  tbody tr { padding: .7rem 0; border-bottom: 1px solid var(--rule-2); }
  tbody th, tbody td, tbody th.right, tbody td.right { border: 0; padding: .16rem 0; text-align: left; }
  tbody td { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); gap: .8rem; }
  tbody td::before { content: attr(data-label); color: var(--ink-2); }
  #runs tbody :is(th, td) { min-width: 0; }
  td.right small, td.right > span { white-space: normal; }
  td.right small.below { display: inline; white-space: normal; }
  tr.marked { background: var(--warn-paper); box-shadow: -.7rem 0 var(--warn-paper), .7rem 0 var(--warn-paper); }
  tr.marked td, tr.marked td:last-child, tr.marked th { background: none; box-shadow: none; padding-left: 0; padding-right: 0; }
  tbody td.absent { display: none; }
  #tooltip td { display: table-cell; width: auto; }
  #tooltip td::before { content: none; }
  #tooltip tr { display: table-row; }
  #tooltip tbody { display: table-row-group; }
}
@media print {
  @page { margin: 16mm; }
  html { font-size: 12px; }
  body { font-size: 10pt; }
  p, ul, ol, figcaption { max-width: none; orphans: 3; widows: 3; }
  .table, .sheets { overflow: visible; }
  .grid img { height: auto !important; max-width: 130mm; }
  table { font-size: 8.5pt; break-inside: auto; }
  thead { display: table-header-group; }
  th, td { padding-right: .7rem; }
  main { max-width: none; padding: 0; }
  h2, h3, h4, summary, figcaption, caption { break-after: avoid; }
  figure, tr, .standin, .copyable { break-inside: avoid; }
  .part::details-content { content-visibility: visible; block-size: auto; }
  td.right small, td.right > span { white-space: normal; }
  nav, .choices, .tools, .copyable button, .menu, details.source:not([open]), .chart > details:not(.numbers[open]) { display: none; }
  summary { list-style: none; }
  a { color: inherit; }
  p a[href*="://"]::after { content: " (" attr(href) ")"; overflow-wrap: anywhere; }
}
`;
