export { intensityOnlyBound, withShuffledLabels } from './bench/controls.ts';
export { type LearnCurveOptions, type LearnCurvePoint, learnCurve } from './bench/learn-curve.ts';
export { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
export { refineSlices } from './clicks/refine-slices.ts';
export { type LabelsOptions, segmentLabels } from './clicks/segment-labels.ts';
export { type Structure, type StructureOptions, segmentStructure } from './clicks/segment-structure.ts';
export { clickOnErrors, clickOnStructure } from './clicks/simulated-user.ts';
export { type DryRunInput, dryRun } from './foreign/dry-run.ts';
export { foreignNetwork } from './foreign/foreign-network.ts';
export { METHODS, type Method, type MethodName } from './method/registry.ts';
export { exportOnnx, inferenceGraph, type Precision } from './network/graphs.ts';
export { maskFeeds } from './network/masks.ts';
export { NETWORKS, type NetworkName } from './network/registry.ts';
export type { Device } from './plan/cost.ts';
export { type CaseFacts, factsOf } from './plan/facts.ts';
export { measureSpeed } from './plan/measure-device.ts';
export { type Plan, planSchema, problemsOf } from './plan/plan.ts';
export { type Planned, type PlanningInput, planTraining } from './plan/planner.ts';
export type { Reason } from './plan/reasons.ts';
export { withSmallerPatch } from './plan/smaller-patch.ts';
export { type Click, type Prediction, type PredictOptions, Predictor } from './prediction/predictor.ts';
export type { PredictedSlice } from './prediction/restorer.ts';
export { Stopwatch } from './prediction/stopwatch.ts';
export { type Tidying, tidy } from './prediction/tidy.ts';
export { checkpointNetwork, type WindowNetwork } from './prediction/window-network.ts';
export { type CaseShape, canonicalShape, type GridImage, type ImageGrid, type StoredImage } from './prepare/prepare.ts';
export { type ExecutionProvider, onnxRuntime, type RuntimeOptions } from './runtime/onnx-session.ts';
export type { OpenSession, Session, TensorValue } from './runtime/session.ts';
export { type LazyCase, type PreparedCase, prepareCase, type TrainingCase } from './training/cases.ts';
export { type CaseScore, evaluationOf, measureCase } from './training/evaluate.ts';
export { drawPatches, type PatchSource, patchesInMemory } from './training/patches.ts';
export type { GridCase, Patch, Planes } from './training/sample-patch.ts';
export {
  type CurvePoint,
  planOf,
  type TrainingBudget,
  type TrainingProgress,
  type TrainOptions,
  type TrainResult,
  train,
} from './training/train.ts';
export { freshState, type StepResult, Trainer, type TrainerState } from './training/trainer.ts';
