import type { z } from 'zod';
import { accessDenied } from './access-denied.ts';
import { administratorAppointed } from './administrator-appointed.ts';
import { auditExported } from './audit-exported.ts';
import { auditorAppointed } from './auditor-appointed.ts';
import type { EventDefinition } from './define.ts';
import { identityConfirmed } from './identity-confirmed.ts';
import { imageAccessed } from './image-accessed.ts';
import { imageImported } from './image-imported.ts';
import { imageScored } from './image-scored.ts';
import { imageWithdrawn } from './image-withdrawn.ts';
import { labelsChanged } from './labels-changed.ts';
import { labelsDiverged } from './labels-diverged.ts';
import { labelsExported } from './labels-exported.ts';
import { logFaultFound } from './log-fault-found.ts';
import { logKeyAdopted } from './log-key-adopted.ts';
import { logVerificationRequested } from './log-verification-requested.ts';
import { logVerified } from './log-verified.ts';
import { modelCheckRequested } from './model-check-requested.ts';
import { modelExported } from './model-exported.ts';
import { modelFileReceived } from './model-file-received.ts';
import { modelMeasured } from './model-measured.ts';
import { modelMeasurementRequested } from './model-measurement-requested.ts';
import { modelMeasurementStopped } from './model-measurement-stopped.ts';
import { modelPromoted } from './model-promoted.ts';
import { modelPublished } from './model-published.ts';
import { modelRefused } from './model-refused.ts';
import { modelUploaded } from './model-uploaded.ts';
import { operationCommitted } from './operation-committed.ts';
import { passwordChanged } from './password-changed.ts';
import { predictionFailed } from './prediction-failed.ts';
import { predictionSettingsChanged } from './prediction-settings-changed.ts';
import { predictionsCancelled } from './predictions-cancelled.ts';
import { predictionsRequested } from './predictions-requested.ts';
import { projectCreated } from './project-created.ts';
import { proposalDiscarded } from './proposal-discarded.ts';
import { proposalOffered } from './proposal-offered.ts';
import { queueRanked } from './queue-ranked.ts';
import { readingOpened } from './reading-opened.ts';
import { readingReopened } from './reading-reopened.ts';
import { readingRestored } from './reading-restored.ts';
import { readingSigned } from './reading-signed.ts';
import { readingSubmitted } from './reading-submitted.ts';
import { readingViewed } from './reading-viewed.ts';
import { refusalsSummarised } from './refusals-summarised.ts';
import { retrainingPolicyChanged } from './retraining-policy-changed.ts';
import { roleGranted } from './role-granted.ts';
import { roleRevoked } from './role-revoked.ts';
import { segmentationCancelled } from './segmentation-cancelled.ts';
import { segmentationFailed } from './segmentation-failed.ts';
import { segmentationRequested } from './segmentation-requested.ts';
import { signInFailed } from './sign-in-failed.ts';
import { signedIn } from './signed-in.ts';
import { signedOut } from './signed-out.ts';
import { signingPolicyChanged } from './signing-policy-changed.ts';
import { tokenCreated } from './token-created.ts';
import { tokenRevoked } from './token-revoked.ts';
import { trainingCancelRequested } from './training-cancel-requested.ts';
import { trainingCancelled } from './training-cancelled.ts';
import { trainingFailed } from './training-failed.ts';
import { trainingPlanned } from './training-planned.ts';
import { trainingProgressed } from './training-progressed.ts';
import { trainingRequested } from './training-requested.ts';
import { updateRefused } from './update-refused.ts';
import { userRegistered } from './user-registered.ts';
import { workerStarted } from './worker-started.ts';
import { workerStopped } from './worker-stopped.ts';

/** Every event type that the log may hold. Adding one: its file, its fixture, and one line here. Nothing is ever removed. */
export const EVENTS = {
  ProjectCreated: projectCreated,
  LabelsChanged: labelsChanged,
  SigningPolicyChanged: signingPolicyChanged,
  UserRegistered: userRegistered,
  AdministratorAppointed: administratorAppointed,
  AuditorAppointed: auditorAppointed,
  SignedIn: signedIn,
  SignInFailed: signInFailed,
  SignedOut: signedOut,
  PasswordChanged: passwordChanged,
  IdentityConfirmed: identityConfirmed,
  TokenCreated: tokenCreated,
  TokenRevoked: tokenRevoked,
  RoleGranted: roleGranted,
  RoleRevoked: roleRevoked,
  ImageImported: imageImported,
  ImageWithdrawn: imageWithdrawn,
  ImageAccessed: imageAccessed,
  ReadingOpened: readingOpened,
  ReadingViewed: readingViewed,
  OperationCommitted: operationCommitted,
  UpdateRefused: updateRefused,
  RefusalsSummarised: refusalsSummarised,
  LabelsDiverged: labelsDiverged,
  AccessDenied: accessDenied,
  ReadingSubmitted: readingSubmitted,
  ReadingReopened: readingReopened,
  ReadingSigned: readingSigned,
  LabelsExported: labelsExported,
  ReadingRestored: readingRestored,
  SegmentationRequested: segmentationRequested,
  SegmentationCancelled: segmentationCancelled,
  SegmentationFailed: segmentationFailed,
  ProposalOffered: proposalOffered,
  ProposalDiscarded: proposalDiscarded,
  RetrainingPolicyChanged: retrainingPolicyChanged,
  PredictionSettingsChanged: predictionSettingsChanged,
  TrainingRequested: trainingRequested,
  TrainingPlanned: trainingPlanned,
  TrainingProgressed: trainingProgressed,
  TrainingCancelRequested: trainingCancelRequested,
  TrainingCancelled: trainingCancelled,
  TrainingFailed: trainingFailed,
  ModelPublished: modelPublished,
  ModelPromoted: modelPromoted,
  ModelExported: modelExported,
  ModelFileReceived: modelFileReceived,
  ModelCheckRequested: modelCheckRequested,
  ModelUploaded: modelUploaded,
  ModelRefused: modelRefused,
  ModelMeasurementRequested: modelMeasurementRequested,
  ModelMeasured: modelMeasured,
  ModelMeasurementStopped: modelMeasurementStopped,
  ImageScored: imageScored,
  PredictionFailed: predictionFailed,
  PredictionsRequested: predictionsRequested,
  PredictionsCancelled: predictionsCancelled,
  QueueRanked: queueRanked,
  WorkerStarted: workerStarted,
  WorkerStopped: workerStopped,
  LogKeyAdopted: logKeyAdopted,
  LogFaultFound: logFaultFound,
  LogVerificationRequested: logVerificationRequested,
  LogVerified: logVerified,
  AuditExported: auditExported,
} as const satisfies Record<string, Pick<EventDefinition<string, z.ZodType>, 'type' | 'version' | 'payload'>>;

export type EventType = keyof typeof EVENTS;
