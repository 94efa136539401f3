import { EVENTS } from '@scholia/domain';
import { z } from 'zod';
import { schemaFile } from './format.ts';

/** The JSON Schema of each event's payload, by file name, for readers without our code. */
export function schemasOfToday(): [name: string, text: string][] {
  return Object.values(EVENTS).map(({ type, version, payload }) => [
    schemaFile(type, version),
    `${JSON.stringify(z.toJSONSchema(payload, { unrepresentable: 'any', io: 'input' }), null, 2)}\n`,
  ]);
}
