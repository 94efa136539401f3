/** One page without scripts and without other files: on a screen, light or dark, and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b2430; --soft: #5a6675; --line: #d9dfe6; --well: #f4f6f8; --page: #ffffff;
  --accent: #0b6b8a; --bad: #b3261e; --bad-well: #fdf0ee; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf1; --soft: #9aa7b5; --line: #2d3743; --well: #19212b; --page: #10161d;
  --accent: #6cc5e0; --bad: #ff9f95; --bad-well: #331c1b; } }
@media print { :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb; --well: #f4f4f4; --page: #fff; --accent: #0b4f66;
  --bad: #a01b14; --bad-well: #fff; } }
* { box-sizing: border-box; }
html { background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
header { border-bottom: 3px solid var(--accent); padding-bottom: 1.25rem; }
.kicker { margin: 0; color: var(--accent); font-size: .8rem; font-weight: 600; letter-spacing: .08em; text-transform: uppercase; }
h1 { margin: .15rem 0 .25rem; font-size: 1.9rem; line-height: 1.2; }
h2 { margin: 2.75rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); font-size: 1.3rem; }
h3 { margin: 1.75rem 0 .5rem; font-size: 1.02rem; }
p { margin: .5rem 0; }
a { color: var(--accent); }
nav ul { display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; margin: 1rem 0 0; padding: 0; list-style: none; }
dl { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: .3rem 1rem; margin: 1rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
caption { padding: .4rem 0; color: var(--soft); font-size: .85rem; text-align: left; }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { border-bottom: 2px solid var(--line); color: var(--soft); font-size: .8rem; font-weight: 600; }
tbody th { font-weight: 500; }
time { white-space: nowrap; }
.narrow { max-width: 30rem; }
th:last-child, td:last-child { padding-right: 0; }
.right { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.time { width: 10.5rem; white-space: nowrap; font-variant-numeric: tabular-nums; }
.hash, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .78rem; overflow-wrap: anywhere; }
pre { margin: .75rem 0; padding: .9rem 1rem; border: 1px solid var(--line); border-radius: 6px; background: var(--well); white-space: pre-wrap; }
.soft { color: var(--soft); }
.bad td, td.bad, .bad { color: var(--bad); }
.note { margin: 1rem 0; padding: .7rem 1rem; border-left: 4px solid var(--accent); background: var(--well); }
.note.bad { border-color: var(--bad); background: var(--bad-well); }
article { margin: 1.25rem 0; padding: .25rem 1.25rem 1rem; border: 1px solid var(--line); border-radius: 8px; }
article h3 { margin-top: .9rem; }
@page { size: A4; margin: 18mm 16mm 20mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; color: #444; }
  @bottom-left { content: "Scholia audit report"; font: 9pt sans-serif; color: #444; } }
@media print {
  html { font-size: 10pt; }
  body { max-width: none; padding: 0; }
  nav { display: none; }
  h2, h3, caption { break-after: avoid; }
  tr, article > dl, .note, pre { break-inside: avoid; }
  thead { display: table-header-group; }
  .page { break-before: page; }
  a { color: inherit; text-decoration: none; }
}
`;
