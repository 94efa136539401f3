import { type Actor, fields, type NewEvent, streams } from '@scholia/domain';
import type { Selection } from '@scholia/event-store';
import { blindedReadings, getReading } from '@scholia/projections';
import { z } from 'zod';
import { refuse } from '../authorise.ts';
import { streamed } from '../schemas.ts';
import type { Services } from '../services.ts';
import { type Call, command } from '../use-case.ts';
import type { Exported } from './formats/format.ts';
import { FORMAT_NAMES, FORMATS, type FormatName } from './formats/index.ts';
import { selectionOf } from './selection.ts';

export const exportLog = command({
  name: 'audit.export',
  summary:
    'The log, or what is about a project or a reading in it, as a file. That it was taken out is an event of its own.',
  input: z.object({
    format: z.enum(FORMAT_NAMES),
    projectId: fields.projectId.optional(),
    readingId: fields.readingId.optional(),
    /** A position, a day (UTC) or a time with its zone. (Default: the first event) */
    from: z.string().max(40).optional(),
    /** The same; a day is included, what was recorded at a time is not. (Default: the newest event) */
    to: z.string().max(40).optional(),
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
  access: { type: 'organisation', capability: 'audit.export' },
  async run(call, { format: name, witnessSizes = [], ...wanted }) {
    const { services, actor, commit } = call;
    const format = FORMATS[name];
    const selection = await selectionOf(services, wanted);
    await refuseBlinded(call, selection);
    await format.check?.(services);
    const withNames = format.namesByDefault !== null && (wanted.withNames ?? format.namesByDefault);
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

/**
 * Who still reads an image blinded may not get what others do with it, not even as its administrator (invariant 6).
 * A part of the system, such as the command line, reads nothing.
 */
async function refuseBlinded({ services, user, actor }: Call, selection: Selection): Promise<void> {
  if (actor.type === 'system') return;
  for (const own of await blindedReadings(services.sql)) {
    if (own.readerId !== user.userId || own.status !== 'open') continue;
    if (!(await isAbout(services, selection, own))) continue;
    await refuse(services, user, {
      capability: 'audit.export',
      subject: streams.image(own.imageId),
      message:
        'You are reading an image of this selection blinded. Submit your reading first, or ask another administrator.',
    });
  }
}

type BlindedReading = Awaited<ReturnType<typeof blindedReadings>>[number];

/** Does the selection tell what others do with the image of this reading? */
async function isAbout({ sql }: Services, { reading, projectId }: Selection, own: BlindedReading): Promise<boolean> {
  if (reading) return reading.imageId === own.imageId && reading.readingId !== own.id;
  return projectId === undefined || (await getReading(sql, own.id))?.projectId === projectId;
}

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
