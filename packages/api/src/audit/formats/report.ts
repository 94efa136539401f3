import { latestCheckpoint } from '@scholia/event-store';
import { NameDirectory } from '../../events/names.ts';
import { writeReport } from '../report/write-report.ts';
import { textFormat } from './format.ts';

export const report = textFormat({
  title: 'Report',
  summary: 'a page to read and to print: who did what, readings, denials and faults',
  contentType: 'text/html; charset=utf-8',
  extension: 'html',
  namesByDefault: true,
  async *parts(call) {
    const { services, withNames } = call;
    const names = new NameDirectory(services, withNames ? 'people' : 'things');
    const newest = await latestCheckpoint(services.sql, services.events.logId);
    return yield* writeReport({ ...call, names, note: newest?.note });
  },
});
