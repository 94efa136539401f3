import type { Selection } from '@scholia/event-store';
import { parseCheckpoint, parseNote } from '@scholia/ledger';
import { Html, html, nothing } from './html.ts';
import { STYLE } from './style.ts';
import type { Summary } from './summary.ts';
import { moment, plural } from './words.ts';

export interface HeadFacts {
  readonly title: string;
  readonly askedBy: string;
  readonly madeAt: string;
  readonly selection: Selection;
  /** The newest signed note of the log. */
  readonly note: string | undefined;
}

/** Everything above the sections: what this is, who wanted it, and how far it is signed. */
export function head(summary: Summary, facts: HeadFacts): Html {
  const { title, askedBy, madeAt, selection } = facts;
  const { first, last } = summary;
  const range = first && last ? html`, ${moment(first.recordedAt)} to ${moment(last.recordedAt)}` : nothing;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Audit report: ${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>
<p class="kicker">Audit report</p>
<h1>${title}</h1>
<p class="soft">${plural(summary.events, 'event')} of an append-only log. All times are UTC.</p>
<nav aria-label="Sections"><ul>
<li><a href="#summary">Summary</a></li><li><a href="#readings">Readings</a></li>
<li><a href="#failures">Denials and faults</a></li><li><a href="#timeline">Timeline</a></li><li><a href="#verify">How to verify</a></li>
</ul></nav>
</header>
<main>
<dl>
<dt>About</dt><dd>${aboutOf(selection)}</dd>
<dt>Range</dt><dd>#${selection.from.toString()} to #${selection.to.toString()}${range}</dd>
<dt>Asked for by</dt><dd>${askedBy}</dd>
<dt>Made at</dt><dd>${moment(madeAt)}</dd>
${signed(facts)}
</dl>
`;
}

function aboutOf({ reading, projectId }: Selection): Html {
  if (reading)
    return html`one reading, and who could do what: <span class="hash">reading ${reading.readingId}, image ${reading.imageId}, project ${reading.projectId}</span>`;
  if (projectId) return html`one project: <span class="hash">${projectId}</span>`;
  return html`the whole log of the organisation`;
}

function signed({ note, selection: { to } }: HeadFacts): Html {
  const parsed = note === undefined ? undefined : parseNote(note);
  const checkpoint = parsed && parseCheckpoint(parsed.text);
  if (!parsed || !checkpoint)
    return html`<dt>Signed</dt><dd class="bad">not yet: no checkpoint of this log has been signed</dd>`;
  const beyond = Number(to) - checkpoint.size;
  return html`<dt>Log</dt><dd class="hash">${checkpoint.origin}</dd>
<dt>Last signed checkpoint</dt><dd>#${checkpoint.size}, ${moment(checkpoint.signedAt)}, key <span class="hash">${parsed.signatures[0]?.id ?? ''}</span>${
    beyond > 0 ? html`; the last ${plural(beyond, 'event')} of the range came after it` : nothing
  }</dd>`;
}
