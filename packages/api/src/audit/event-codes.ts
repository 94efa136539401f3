import type { DomainEvent, EventType } from '@scholia/domain';

/** Codes of DICOM's audit messages. Source: DICOM PS3.16, CID 400 (what kind of event) and CID 401 (which one). */
export const DCM = {
  '110100': 'Application Activity',
  '110101': 'Audit Log Used',
  '110103': 'DICOM Instances Accessed',
  '110105': 'DICOM Study Deleted',
  '110106': 'Export',
  '110107': 'Import',
  '110113': 'Security Alert',
  '110114': 'User Authentication',
  '110120': 'Application Start',
  '110121': 'Application Stop',
  '110122': 'Login',
  '110123': 'Logout',
  '110129': 'Security Configuration',
  '110132': 'Use of Restricted Function',
  '110136': 'Security Roles Changed',
  '110137': 'User Security Attributes Changed',
} as const;
export type DcmCode = keyof typeof DCM;

interface EventCodes {
  readonly category: DcmCode;
  /** Which event of the category, where DICOM has a code for it. */
  readonly code?: DcmCode;
  /** Create, read, update, delete, execute. */
  readonly action: 'C' | 'R' | 'U' | 'D' | 'E';
  /** (Default: 'informational') */
  readonly severity?: 'notice' | 'warning' | 'error' | 'alert';
  /** Something was refused, or went wrong. (Default: false) */
  readonly failed?: true;
}

const roles = { category: '110113', code: '110136', action: 'U', severity: 'notice' } as const;
const account = { category: '110113', code: '110137', severity: 'notice' } as const;
const edit = { category: '110103', action: 'U' } as const;
const machine = { category: '110100', action: 'E' } as const;

/** What each event is to a security log. Total: a new event type does not compile without its line. */
export const EVENT_CODES: Readonly<Record<EventType, EventCodes>> = {
  ProjectCreated: { category: '110100', action: 'C' },
  LabelsChanged: { category: '110100', action: 'U' },
  SigningPolicyChanged: { category: '110113', code: '110129', action: 'U', severity: 'notice' },
  UserRegistered: { ...account, action: 'C' },
  AdministratorAppointed: roles,
  AuditorAppointed: roles,
  IdentityConfirmed: { category: '110114', action: 'E' },
  SignedIn: { category: '110114', code: '110122', action: 'E' },
  SignInFailed: { category: '110114', code: '110122', action: 'E', severity: 'warning', failed: true },
  SignedOut: { category: '110114', code: '110123', action: 'E' },
  PasswordChanged: { ...account, action: 'U' },
  TokenCreated: { ...account, action: 'C' },
  TokenRevoked: { ...account, action: 'D' },
  RoleGranted: roles,
  RoleRevoked: roles,
  ImageImported: { category: '110107', action: 'C' },
  ImageWithdrawn: { category: '110105', action: 'D', severity: 'notice' },
  ImageAccessed: { category: '110103', action: 'R' },
  ReadingOpened: { category: '110103', action: 'C' },
  OperationCommitted: edit,
  ReadingViewed: { category: '110103', action: 'R' },
  ReadingRestored: { ...edit, severity: 'notice' },
  LabelsExported: { category: '110106', action: 'R', severity: 'notice' },
  UpdateRefused: { ...edit, severity: 'warning', failed: true },
  RefusalsSummarised: { ...edit, severity: 'warning', failed: true },
  LabelsDiverged: { ...machine, severity: 'error', failed: true },
  AccessDenied: { category: '110113', code: '110132', action: 'E', severity: 'warning', failed: true },
  ReadingSubmitted: { category: '110103', action: 'C' },
  ReadingReopened: { ...edit, severity: 'notice' },
  ReadingSigned: { category: '110103', action: 'C', severity: 'notice' },
  SegmentationRequested: machine,
  SegmentationCancelled: machine,
  SegmentationFailed: { ...machine, severity: 'error', failed: true },
  ProposalOffered: machine,
  ProposalDiscarded: machine,
  RetrainingPolicyChanged: { category: '110100', action: 'U' },
  PredictionSettingsChanged: { category: '110100', action: 'U' },
  TrainingRequested: machine,
  TrainingPlanned: machine,
  TrainingProgressed: machine,
  TrainingCancelRequested: machine,
  TrainingCancelled: machine,
  TrainingFailed: { ...machine, severity: 'error', failed: true },
  ModelPublished: { category: '110100', action: 'C' },
  ModelExported: { category: '110106', action: 'R', severity: 'notice' },
  ModelPromoted: { category: '110100', action: 'U' },
  ModelFileReceived: { category: '110107', action: 'C', severity: 'notice' },
  ModelCheckRequested: machine,
  ModelUploaded: { category: '110100', action: 'C' },
  ModelRefused: { ...machine, severity: 'warning', failed: true },
  ModelMeasurementRequested: machine,
  ModelMeasured: machine,
  ModelMeasurementStopped: { ...machine, severity: 'warning', failed: true },
  PredictionsRequested: machine,
  PredictionsCancelled: machine,
  ImageScored: machine,
  PredictionFailed: { ...machine, severity: 'error', failed: true },
  QueueRanked: machine,
  WorkerStarted: { ...machine, code: '110120' },
  WorkerStopped: { ...machine, code: '110121' },
  LogKeyAdopted: { category: '110113', code: '110129', action: 'U', severity: 'notice' },
  LogFaultFound: { category: '110113', action: 'E', severity: 'alert', failed: true },
  LogVerificationRequested: { category: '110101', action: 'E' },
  LogVerified: { category: '110101', action: 'R' },
  AuditExported: { category: '110106', action: 'R', severity: 'notice' },
};

/** Was something refused, or did it go wrong? */
export function isFailure(event: DomainEvent): boolean {
  return EVENT_CODES[event.type].failed === true || (event.type === 'LogVerified' && event.payload.faults > 0);
}

/** 'ReadingSubmitted' -> 'Reading submitted'. */
export function wordsOf(type: EventType): string {
  return type.replace(/(?!^)([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
}
