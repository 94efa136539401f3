import { fields, streams } from '@scholia/domain';
import { newestOfStream } from '@scholia/event-store';
import { unionOfRuns } from '@scholia/volume';
import { z } from 'zod';
import { readingScope } from '../scopes.ts';
import { query } from '../use-case.ts';

/** A working day of half minutes; what was seen before that may count as not seen. */
const SUMMARIES = 1000;

export const ownCoverage = query({
  name: 'readings.coverage',
  summary: 'Which slices of a reading one has seen oneself, plane by plane.',
  input: z.object({ readingId: fields.readingId }),
  output: z.array(fields.planeCoverage),
  access: { type: 'project', capability: 'label.view', scope: readingScope },
  async run({ services, user }, { readingId }) {
    const stream = streams.viewing(readingId, user.userId);
    const summaries = await newestOfStream(services.sql, services.events.logId, stream, SUMMARIES);
    const planes = summaries.flatMap((event) => (event.type === 'ReadingViewed' ? event.payload.planes : []));
    return (['axial', 'coronal', 'sagittal'] as const).flatMap((plane) => {
      const same = planes.filter((one) => one.plane === plane);
      if (same.length === 0) return [];
      const runs = unionOfRuns(...same.map((one) => one.runs)).map(
        ([first, last]) => [first, last] as [number, number],
      );
      return [{ plane, axis: same[0].axis, of: same[0].of, runs }];
    });
  },
});
