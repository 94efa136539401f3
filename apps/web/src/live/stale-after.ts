import type { EventType } from '@scholia/domain';

/** What a page shows, named by what it is about. */
export type Topic =
  | 'project'
  | 'members'
  | 'images'
  | 'training'
  | 'models'
  | 'predictions'
  | 'proposals'
  | 'reading'
  | 'workers';

const STALE: Readonly<Partial<Record<EventType, readonly Topic[]>>> = {
  ProjectCreated: ['project'],
  LabelsChanged: ['project'],
  SigningPolicyChanged: ['project', 'reading'],
  RoleGranted: ['members', 'project'],
  RoleRevoked: ['members', 'project'],
  ImageImported: ['images', 'project'],
  ImageWithdrawn: ['images', 'project'],
  ReadingOpened: ['images', 'project', 'reading'],
  OperationCommitted: ['images'],
  ReadingSubmitted: ['images', 'project', 'reading', 'training'],
  ReadingReopened: ['images', 'project', 'reading', 'training'],
  ReadingSigned: ['images', 'reading'],
  ProposalOffered: ['proposals'],
  ProposalDiscarded: ['proposals'],
  SegmentationCancelled: ['proposals'],
  SegmentationFailed: ['proposals'],
  RetrainingPolicyChanged: ['training'],
  PredictionSettingsChanged: ['predictions'],
  TrainingRequested: ['training'],
  TrainingPlanned: ['training'],
  TrainingProgressed: ['training'],
  TrainingCancelRequested: ['training'],
  TrainingCancelled: ['training'],
  TrainingFailed: ['training'],
  ModelPublished: ['models', 'training', 'project'],
  ModelPromoted: ['models'],
  ModelFileReceived: ['models'],
  ModelCheckRequested: ['models'],
  ModelUploaded: ['models'],
  ModelRefused: ['models'],
  ModelMeasurementRequested: ['models'],
  ModelMeasured: ['models'],
  ModelMeasurementStopped: ['models'],
  PredictionsRequested: ['predictions'],
  PredictionsCancelled: ['predictions'],
  PredictionFailed: ['predictions'],
  ImageScored: ['images', 'predictions'],
  QueueRanked: ['images', 'models'],
  WorkerStarted: ['workers'],
  WorkerStopped: ['workers'],
};

/** What an event makes out of date. Nothing for events that no page shows. */
export function staleAfter(type: EventType): readonly Topic[] {
  return STALE[type] ?? [];
}
