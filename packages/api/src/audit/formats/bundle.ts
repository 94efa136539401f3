import { AppError } from '@scholia/core';
import { latestCheckpoint } from '@scholia/event-store';
import { exportBundle } from '../export-bundle.ts';
import type { ExportFormat } from './format.ts';

export const bundle: ExportFormat = {
  title: 'Bundle',
  summary: 'a zip that verifies offline, with everything that it takes',
  contentType: 'application/zip',
  extension: 'zip',
  namesByDefault: false,
  async check({ sql, events }) {
    if (await latestCheckpoint(sql, events.logId)) return;
    const message = 'No checkpoint is signed yet. `npm start` runs the notary; it signs within a minute.';
    throw new AppError('not-found', message);
  },
  async write({ services, selection, onProgress, ...request }, target) {
    return await exportBundle(services, { ...selection, ...request }, target, onProgress);
  },
};
