import { eventLineOf } from '@scholia/audit';
import { readSelection } from '@scholia/event-store';
import { textFormat } from './format.ts';

export const jsonl = textFormat({
  title: 'JSON Lines',
  summary: 'the events alone, a line each, in the very bytes that their hashes cover',
  contentType: 'application/x-ndjson',
  extension: 'jsonl',
  namesByDefault: null,
  async *parts({ services: { sql, events }, selection, onProgress }) {
    let count = 0;
    for await (const page of readSelection(sql, events.logId, selection)) {
      yield page.map(({ canonical, hash }) => eventLineOf(canonical, hash)).join('');
      count += page.length;
      onProgress(`Writing events: ${count}`);
    }
    return count;
  },
});
