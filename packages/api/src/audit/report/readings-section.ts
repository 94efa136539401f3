import { type Digest, isAppError } from '@scholia/core';
import { describeActor } from '@scholia/domain';
import { determinant } from '@scholia/geometry';
import { visitLabelmap } from '@scholia/volume';
import type { NameDirectory } from '../../events/names.ts';
import type { Services } from '../../services.ts';
import { type Html, html, nothing } from './html.ts';
import type { Moment, ReadingFacts, Summary } from './summary.ts';
import { millilitres, moment, number, plural } from './words.ts';

/** A reading's life, the digests of what was submitted, and what is in the last submission. */
export async function readingArticle(
  reading: ReadingFacts,
  { blobs }: Pick<Services, 'blobs'>,
  summary: Summary,
  names: NameDirectory,
): Promise<Html> {
  const { readingId, imageId, mode, operations, opened, submissions, reopenings, signatures } = reading;
  const last = submissions.at(-1);
  const isOpen = (reopenings.at(-1)?.position ?? 0n) > (last?.position ?? 0n) || last === undefined;
  const labels = last ? await labelsOf(last.blob, blobs, reading, summary) : nothing;
  const when = ({ at, by, position }: Moment) =>
    html`${moment(at)} by ${describeActor(by, names.nameOf)} <span class="soft">#${position.toString()}</span>`;
  const history = [
    ...submissions.map((one) => ({
      position: one.position,
      row: html`<dt>Submitted</dt><dd>${when(one)}<br><span class="hash">labels SHA-256 ${one.digest}</span></dd>
`,
    })),
    ...signatures.map((one) => ({
      position: one.position,
      row: html`<dt>Signed</dt><dd>“${one.text}”<br>${when(one)}<br><span class="hash">labels SHA-256 ${one.digest}</span></dd>
`,
    })),
    ...reopenings.map((one) => ({
      position: one.position,
      row: html`<dt>Reopened</dt><dd>${when(one)}: ${one.reason}</dd>
`,
    })),
  ].sort((a, b) => Number(a.position - b.position));
  return html`<article><h3>${imageId === null ? 'A reading' : `Reading of ${names.nameOf(imageId)}`}</h3>
<dl>
<dt>Reading</dt><dd class="hash">${readingId}</dd>
<dt>Status</dt><dd>${isOpen ? 'open' : 'submitted'} at the end of the range${mode === undefined ? '' : `, ${mode}`}${last?.heldOut ? ', held out to measure models' : ''}</dd>
<dt>Opened</dt><dd>${opened ? when(opened) : 'before the range'}</dd>
<dt>Edits</dt><dd>${plural(operations, 'operation')} in the range</dd>
${history.map(({ row }) => row)}</dl>
${labels}</article>
`;
}

/** What a report is most needed for must not keep it from being made: lost labels are told, too. */
async function labelsOf(
  blob: Digest,
  blobs: Services['blobs'],
  reading: ReadingFacts,
  summary: Summary,
): Promise<Html> {
  try {
    return labelTable(countVoxels(await blobs.get(blob)), reading, summary);
  } catch (error) {
    if (!isAppError(error) || !['not-found', 'integrity-failed'].includes(error.code)) throw error;
    return html`<p class="note bad">The labels cannot be shown. ${error.message}</p>`;
  }
}

/** Voxels of each value but 0. */
function countVoxels(blob: Uint8Array): Map<number, number> {
  const counts = new Map<number, number>();
  visitLabelmap(blob, {}, (i0, i1, _j, _k, value) => counts.set(value, (counts.get(value) ?? 0) + i1 - i0 + 1));
  return counts;
}

function labelTable(counts: ReadonlyMap<number, number>, { imageId, projectId }: ReadingFacts, summary: Summary): Html {
  if (counts.size === 0) return html`<p>The submitted labels are empty.</p>`;
  const named = new Map((projectId && summary.labels.get(projectId))?.map(({ value, name }) => [value, name]));
  const affine = imageId && summary.affines.get(imageId);
  const voxelMm3 = affine ? Math.abs(determinant(affine)) : undefined;
  const rows = [...counts].sort(([a], [b]) => a - b);
  return html`<table><caption>Labels as last submitted</caption>
<thead><tr><th scope="col">Label</th><th scope="col" class="right">Value</th><th scope="col" class="right">Voxels</th><th scope="col" class="right">Volume</th></tr></thead>
<tbody>${rows.map(
    ([
      value,
      count,
    ]) => html`<tr><th scope="row">${named.get(value) ?? 'not named in the range'}</th><td class="right">${value}</td><td class="right">${number(count)}</td><td class="right">${
      voxelMm3 === undefined ? 'voxel size not in the range' : millilitres(count * voxelMm3)
    }</td></tr>
`,
  )}</tbody></table>`;
}
