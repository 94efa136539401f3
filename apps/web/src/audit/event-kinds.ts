import type { EventType } from '@scholia/domain';

export const KINDS = {
  labels: 'Labels',
  readings: 'Readings',
  machines: 'Models and proposals',
  projects: 'Projects and images',
  access: 'People and access',
  trouble: 'Refusals and faults',
  system: 'System and log',
} as const;

export type Kind = keyof typeof KINDS;

/** What each event is about, for people who look for something. Total: a new event type does not compile without its line. */
const KIND_OF: Readonly<Record<EventType, Kind>> = {
  ProjectCreated: 'projects',
  LabelsChanged: 'projects',
  SigningPolicyChanged: 'projects',
  UserRegistered: 'access',
  AdministratorAppointed: 'access',
  AuditorAppointed: 'access',
  SignedIn: 'access',
  SignInFailed: 'trouble',
  SignedOut: 'access',
  PasswordChanged: 'access',
  IdentityConfirmed: 'access',
  TokenCreated: 'access',
  TokenRevoked: 'access',
  RoleGranted: 'access',
  RoleRevoked: 'access',
  ImageImported: 'projects',
  ImageWithdrawn: 'projects',
  ImageAccessed: 'readings',
  ReadingOpened: 'readings',
  ReadingViewed: 'readings',
  OperationCommitted: 'labels',
  UpdateRefused: 'trouble',
  RefusalsSummarised: 'trouble',
  LabelsDiverged: 'trouble',
  AccessDenied: 'trouble',
  ReadingSubmitted: 'readings',
  ReadingReopened: 'readings',
  ReadingSigned: 'readings',
  LabelsExported: 'readings',
  ReadingRestored: 'readings',
  SegmentationRequested: 'machines',
  SegmentationCancelled: 'machines',
  SegmentationFailed: 'trouble',
  ProposalOffered: 'machines',
  ProposalDiscarded: 'machines',
  RetrainingPolicyChanged: 'machines',
  PredictionSettingsChanged: 'machines',
  TrainingRequested: 'machines',
  TrainingPlanned: 'machines',
  TrainingProgressed: 'machines',
  TrainingCancelRequested: 'machines',
  TrainingCancelled: 'machines',
  TrainingFailed: 'trouble',
  ModelPublished: 'machines',
  ModelPromoted: 'machines',
  ModelExported: 'machines',
  ModelFileReceived: 'machines',
  ModelCheckRequested: 'machines',
  ModelUploaded: 'machines',
  ModelRefused: 'trouble',
  ModelMeasurementRequested: 'machines',
  ModelMeasured: 'machines',
  ModelMeasurementStopped: 'trouble',
  PredictionsRequested: 'machines',
  PredictionsCancelled: 'machines',
  ImageScored: 'machines',
  PredictionFailed: 'trouble',
  QueueRanked: 'machines',
  WorkerStarted: 'system',
  WorkerStopped: 'system',
  LogKeyAdopted: 'system',
  LogFaultFound: 'trouble',
  LogVerificationRequested: 'system',
  LogVerified: 'system',
  AuditExported: 'access',
};

export function kindOf(type: string): Kind {
  return KIND_OF[type as EventType] ?? 'system';
}

export function typesOf(kind: Kind): EventType[] {
  return (Object.keys(KIND_OF) as EventType[]).filter((type) => KIND_OF[type] === kind);
}
