export { type Denial, DenialBook, denialEvent } from './access/denial.ts';
export type { Decision, Rejection } from './decision.ts';
export {
  type Actor,
  actorSchema,
  type DomainEvent,
  describeActor,
  describeEvent,
  type EventOrigin,
  type EventScope,
  isEventType,
  type NewEvent,
  type PayloadOf,
  parsePayload,
  type StoredEnvelope,
  type StoredEvent,
  upcast,
} from './event.ts';
export type { DeepReadonly, NameOf } from './events/define.ts';
export { EVENTS, type EventType } from './events/index.ts';
export type {
  CaseScore,
  CurvePoint,
  DryRunReport,
  ImageSelection,
  Label,
  ModelMethod,
  PlanReason,
  PromotionRule,
  ProposalSource,
  TrainingReading,
} from './fields.ts';
export * as fields from './fields.ts';
export {
  type CaseDifference,
  type Comparison,
  compareModels,
  type LabelDifference,
  type LeftOut,
  type MeasuredModel,
} from './models/compare.ts';
export { isModelMethod, METHODS_OF_MODELS, type MethodOfModels, SLICES_AGAIN } from './models/methods.ts';
export { canonicalSettings, DEFAULT_PREDICTIONS, type PredictionSettings } from './models/prediction-settings.ts';
export { type PromotionReason, promotionOf } from './models/promotion.ts';
export {
  DEFAULT_RETRAINING,
  monthOf,
  type NextTraining,
  nextTraining,
  type RetrainingFacts,
  type RetrainingPolicy,
} from './models/retraining.ts';
export { decideProject, type ProjectCommand, type ProjectRejection } from './project/decide.ts';
export { evolveProject, initialProject, type Labels, type ProjectEvent, type ProjectState } from './project/evolve.ts';
export { mayEditReading, maySeeReading, type Onlooker, type ReadingAudience } from './reading/audience.ts';
export { decideReading, type ReadingCommand, type ReadingRejection } from './reading/decide.ts';
export {
  evolveReading,
  initialReading,
  type ReadingEvent,
  type ReadingState,
  type SubmittedLabels,
} from './reading/evolve.ts';
export { isHeldOut } from './reading/held-out.ts';
export { type Capability, can, ROLES, type Role, rolesThatCan } from './roles.ts';
export {
  SIGNING_STAGES,
  type Signature,
  type SigningStage,
  STATEMENTS,
  type Statement,
  signingStage,
  statement,
  statementsOf,
} from './signing.ts';
export { streams } from './streams.ts';
