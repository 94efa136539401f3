import { type Actor, type NewEvent, streams } from '@scholia/domain';
import type { Selection } from '@scholia/event-store';
import { z } from 'zod';
import { refuse } from '../authorise.ts';
import { streamed } from '../schemas.ts';
import { command } from '../use-case.ts';
import { BLINDED, imageReadBlinded } from './blinded-exporter.ts';
import type { Exported } from './formats/format.ts';
import { FORMAT_NAMES, FORMATS, type FormatName } from './formats/index.ts';
import { selectionOf, wanted } from './selection.ts';

export const exportLog = command({
  name: 'audit.export',
  summary:
    'The log, or what is about a project or a reading in it, as a file. That it was taken out is an event of its own.',
  input: z.object({
    ...wanted.shape,
    format: z.enum(FORMAT_NAMES),
    /** Tell what people are called. (Default: by format; a bundle does not) */
    withNames: z.boolean().optional(),
    /** Of a bundle: sizes of kept checkpoints that it shall continue. */
    witnessSizes: z.array(z.coerce.number().int().positive()).max(100).optional(),
  }),
  output: streamed.extend({
    write: z.custom<(target: WritableStream<Uint8Array>, onProgress?: (what: string) => void) => Promise<Exported>>(
      (value) => typeof value === 'function',
    ),
  }),
  access: { type: 'organisation', capability: 'audit.export', alsoAuditors: true },
  async run(call, { format: name, witnessSizes = [], ...wish }) {
    const { services, user, actor, commit } = call;
    const format = FORMATS[name];
    const selection = await selectionOf(services, wish);
    const imageId = await imageReadBlinded(call, selection);
    if (imageId) {
      const subject = streams.image(imageId);
      await refuse(services, user, { capability: 'audit.export', subject, message: BLINDED });
    }
    await format.check?.(services);
    const withNames = format.namesByDefault !== null && (wish.withNames ?? format.namesByDefault);
    // Before the first byte: nothing leaves without a trace, however the rest goes.
    await commit(async (tx) => tx.append(exportedEvent({ name, selection, withNames, actor })));
    return {
      contentType: format.contentType,
      fileName: `${fileNameOf(selection)}.${format.extension}`,
      write: (target, onProgress = () => undefined) =>
        format.write({ services, selection, withNames, actor, witnessSizes, onProgress }, target),
    };
  },
});

interface Leaving {
  readonly name: FormatName;
  readonly selection: Selection;
  readonly withNames: boolean;
  readonly actor: Actor;
}

/** In the stream of the project that it is about, so that exports of others do not go along with its own. */
function exportedEvent({ name, selection, withNames, actor }: Leaving) {
  const { reading, from, to } = selection;
  const projectId = reading?.projectId ?? selection.projectId ?? null;
  const event: NewEvent<'AuditExported'> = {
    type: 'AuditExported',
    payload: {
      format: name,
      projectId,
      readingId: reading?.readingId ?? null,
      from: String(from),
      to: String(to),
      withNames,
    },
    actor,
    imageId: reading?.imageId,
  };
  return { streamId: projectId === null ? streams.security() : streams.project(projectId), events: [event] };
}

function fileNameOf({ reading, projectId, from, to }: Selection): string {
  const about = reading
    ? ['reading', reading.readingId.slice(-8)]
    : projectId
      ? ['project', projectId.slice(-8)]
      : ['log'];
  return ['audit', ...about, from, to].join('-');
}
