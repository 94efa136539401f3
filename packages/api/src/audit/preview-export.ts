import { isAppError } from '@scholia/core';
import { fields } from '@scholia/domain';
import { z } from 'zod';
import type { Services } from '../services.ts';
import { query } from '../use-case.ts';
import { BLINDED, imageReadBlinded } from './blinded-exporter.ts';
import type { ExportFormat } from './formats/format.ts';
import { FORMATS } from './formats/index.ts';
import { selectionOf, wanted } from './selection.ts';

/** A download cannot say what stands against it; so one asks before. */
export const previewExport = query({
  name: 'audit.previewExport',
  summary: 'Which events an export would hold, in which formats, and what stands against it.',
  input: wanted,
  output: z.object({
    from: fields.position,
    to: fields.position,
    formats: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        summary: z.string(),
        /** Whether it tells names unless asked otherwise; null where it has no place for them. */
        namesByDefault: z.boolean().nullable(),
        /** Why this format cannot be had now. */
        obstacle: z.string().nullable(),
      }),
    ),
    /** Why nothing can be had. */
    obstacle: z.string().nullable(),
  }),
  access: { type: 'organisation', capability: 'audit.previewExport', alsoAuditors: true },
  async run(call, wish) {
    const { services } = call;
    const selection = await selectionOf(services, wish);
    const formats: [string, ExportFormat][] = Object.entries(FORMATS);
    return {
      from: String(selection.from),
      to: String(selection.to),
      formats: await Promise.all(
        formats.map(async ([name, { title, summary, namesByDefault, check }]) => {
          return { name, title, summary, namesByDefault, obstacle: await obstacleOf(services, check) };
        }),
      ),
      obstacle: (await imageReadBlinded(call, selection)) ? BLINDED : null,
    };
  },
});

async function obstacleOf(services: Services, check: ExportFormat['check']): Promise<string | null> {
  try {
    await check?.(services);
    return null;
  } catch (error) {
    if (isAppError(error)) return error.message;
    throw error;
  }
}
