import { type Actor, describeActor, type EventType, type StoredEvent } from '@scholia/domain';
import type { Selection } from '@scholia/event-store';
import { affine } from '@scholia/geometry';
import { getImage } from '@scholia/projections';
import type { NameDirectory } from '../../events/names.ts';
import type { Services } from '../../services.ts';
import { isFailure } from '../event-codes.ts';
import { storedEvents } from '../formats/format.ts';
import { head } from './head.ts';
import { html } from './html.ts';
import { DayTables } from './lines-section.ts';
import { readingArticle } from './readings-section.ts';
import { Summary } from './summary.ts';
import { summarySection } from './summary-section.ts';
import { type Line, Timeline } from './timeline.ts';
import { verifySection } from './verify-section.ts';
import { number, plural } from './words.ts';

export interface ReportCall {
  readonly services: Services;
  readonly selection: Selection;
  readonly actor: Actor;
  /** Fresh. Where it reaches no further than events, so does the report: it tells nothing that is not in them. */
  readonly names: NameDirectory;
  /** The signed note that the report shows. */
  readonly note: string | undefined;
  readonly onProgress: (what: string) => void;
}

/**
 * The report piece by piece; returns how many events are in it. Reads the selection once to sum it up, once to tell it, and once for
 * what went wrong, if anything did: positions are never written twice, so all three see the same. Memory grows with people,
 * images and readings, not with events.
 */
export async function* writeReport(call: ReportCall): AsyncGenerator<string, number> {
  const { services, selection, names, note, actor, onProgress } = call;
  const summary = new Summary();
  await learnBefore(call, summary);
  for await (const page of storedEvents(call)) {
    for (const event of page) {
      await names.forEvent(event);
      summary.next(event);
    }
    onProgress(`Summing up events: ${summary.events}`);
  }
  await measureImages(call, summary);
  await names.forActor(actor);
  const askedBy = describeActor(actor, names.nameOf);
  const madeAt = new Date(services.clock()).toISOString();
  yield head(summary, { title: titleOf(selection, names), askedBy, madeAt, selection, note }).text;
  yield summarySection(summary, names).text;
  yield html`<section id="readings"><h2>Readings</h2>
${summary.readings.size === 0 ? html`<p>No reading was touched.</p>` : html`<p>${plural(summary.readings.size, 'reading')}. Volumes are voxels times the size of a voxel of the image.</p>`}
`.text;
  for (const reading of summary.readings.values()) yield (await readingArticle(reading, services, summary, names)).text;
  yield html`</section>
<section id="failures" class="page"><h2>Denials and faults</h2>
${summary.failures === 0 ? html`<p>Nothing was refused, and nothing failed.</p>` : html`<p class="note bad">${plural(summary.failures, 'event')}: something was refused, or failed. They are in the timeline, too.</p>`}
`.text;
  if (summary.failures > 0) yield* told(call, summary, 'Denials and faults', isFailure);
  yield html`</section>
<section id="timeline" class="page"><h2>Timeline</h2>
<p>Every event of the range. Operations in a row are one line for each person and reading; so is what a machine says again and again.</p>
`.text;
  yield* told(call, summary, 'Events', () => true);
  yield `</section>\n${verifySection(summary, note).text}`;
  return summary.events;
}

/** The events that `isMeant`, as tables of lines. */
async function* told(
  call: ReportCall,
  summary: Summary,
  caption: string,
  isMeant: (event: StoredEvent) => boolean,
): AsyncGenerator<string> {
  const timeline = new Timeline(call.names);
  const tables = new DayTables(caption);
  let count = 0;
  for await (const page of storedEvents(call)) {
    const lines: Line[] = [];
    for (const event of page) {
      await call.names.forEvent(event);
      if (isMeant(event)) lines.push(...(await timeline.next(event)));
    }
    yield tables.next(lines).text;
    count += page.length;
    call.onProgress(`${caption}: ${number(count)} of ${number(summary.events)}`);
  }
  yield tables.next(await timeline.rest()).text;
  yield tables.end().text;
}

/** What holds when the range begins, where the report may look there. */
async function learnBefore({ services: { events }, selection, names }: ReportCall, summary: Summary): Promise<void> {
  if (names.reach === 'events' || selection.from === 1n) return;
  const projectId = selection.reading?.projectId ?? selection.projectId;
  const upTo = selection.from - 1n;
  const learn = async (types: readonly EventType[], filter: { projectId?: typeof projectId }) => {
    for (let after = 0n; ; ) {
      const page = await events.read({ ...filter, after, upTo, types, limit: 1000 });
      for (const event of page) {
        await names.forEvent(event);
        summary.learn(event);
      }
      const last = page.at(-1);
      if (!last || page.length < 1000) return;
      after = last.position;
    }
  };
  await learn(['ProjectCreated', 'LabelsChanged', 'RoleGranted', 'RoleRevoked'], projectId ? { projectId } : {});
  await learn(['AdministratorAppointed', 'AuditorAppointed'], {});
}

/** Images that came before the range. */
async function measureImages({ services: { sql }, names }: ReportCall, { readings, affines }: Summary): Promise<void> {
  if (names.reach === 'events') return;
  for (const { imageId, submissions } of readings.values()) {
    if (imageId === null || submissions.length === 0 || affines.has(imageId)) continue;
    const image = await getImage(sql, imageId);
    if (image) affines.set(imageId, affine('ijk', 'ras', image.affine));
  }
}

function titleOf({ reading, projectId }: Selection, { nameOf }: NameDirectory): string {
  if (reading) return `Reading of ${nameOf(reading.imageId)}`;
  return projectId ? nameOf(projectId) : 'The whole log';
}
