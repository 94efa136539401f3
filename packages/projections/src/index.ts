export type { Handlers, Projection } from './projection.ts';
export {
  findDuplicate,
  getImage,
  type ImageStatus,
  type ImageView,
  listImages,
  type QueueEntry,
  queueOf,
  type StandingSignature,
} from './read/images.ts';
export { getModelFile, type ModelFileView, modelFilesOf } from './read/model-files.ts';
export {
  casesToMeasure,
  clickedModel,
  currentModel,
  getModel,
  type ModelView,
  measuredModel,
  modelsOf,
  nextModelVersion,
  predictingModel,
  startingModel,
} from './read/models.ts';
export {
  getPredictionBatch,
  imagesAwaitedBy,
  imagesPredictedOtherwise,
  isPredictionAwaited,
  type PredictionBatchView,
  predictionBatchesOf,
} from './read/predictions.ts';
export {
  allProjects,
  getProject,
  listProjects,
  type MemberView,
  membersOf,
  type ProjectForUser,
  type ProjectView,
  roleOf,
} from './read/projects.ts';
export {
  getProposal,
  getSegmentationRequest,
  type ProposalView,
  predictionBy,
  proposalsOf,
  type SegmentationRequestView,
  waitingSegmentations,
} from './read/proposals.ts';
export {
  type BlindedReading,
  blindedReadingOf,
  blindedReadings,
  countSubmissions,
  getReading,
  onlookerOf,
  type ReadingView,
  readingOfImage,
  readingsOf,
  type SubmittedReading,
  submittedReadings,
  trainingReadingsOf,
} from './read/readings.ts';
export { retrainingFacts } from './read/retraining.ts';
export { isStanding, type SignatureView, signaturesOf } from './read/signatures.ts';
export {
  activeTrainingRun,
  getTrainingRun,
  type TrainingDevice,
  type TrainingRunView,
  trainingRunsOf,
} from './read/training.ts';
export { listWorkers, type WorkerView } from './read/workers.ts';
export { rebuild } from './rebuild.ts';
export { projections } from './registry.ts';
