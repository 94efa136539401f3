import {
  add,
  clip,
  coarser,
  embed,
  flatten,
  Graph,
  gradients,
  lossOf,
  mul,
  OPTIMISERS,
  type Optimiser,
  type ParameterLayout,
  reshape,
  softmax,
  unpack,
  type Value,
  type Vectors,
} from '@scholia/autodiff';
import { type Plan, shapeOf } from '../plan/plan.ts';
import { type MaskSpec, maskDims, needsOf, partsFrom } from './network.ts';
import { NETWORKS } from './registry.ts';

/** 'mixed' is for GPUs: it takes a `loss_scale`, which the gradient is divided by again. */
export type Precision = 'single' | 'mixed';

/** Longer gradients are scaled down to this norm, as in nnU-Net. */
const CLIP_NORM = 12;

const needs = (plan: Plan) => needsOf(NETWORKS[plan.network], shapeOf(plan), plan.patch);

/** Where each weight of a plan's network lies in its flat vector [P]. */
export const weightLayout = (plan: Plan): ParameterLayout => needs(plan).layout;

export const masksOf = (plan: Plan): readonly MaskSpec[] => needs(plan).masks;

export const optimiserOf = ({ optimiser, weightDecay }: Plan): Optimiser => OPTIMISERS[optimiser](weightDecay);

/** Image [1, inputs, D, H, W] and masks of a graph, and the logits of the network, finest first. */
function logitsOf(graph: Graph, plan: Plan, weights: ReadonlyMap<string, Value>, masks?: readonly Value[]) {
  const image = graph.input('image', [1, shapeOf(plan).inputs, ...plan.patch]);
  const drops = masks ?? masksOf(plan).map(({ name, channels }) => graph.input(name, maskDims(channels, plan.patch)));
  return NETWORKS[plan.network](partsFrom(weights, drops), image, shapeOf(plan));
}

/**
 * Loss of a patch and its gradient [P]. Takes weights [P], image [1, inputs, D, H, W], classes (int32 [1, 1, D, H, W], 255 has no say), mask_0..
 * With deep supervision each coarser level counts half of the one before (Isensee et al. 2021).
 */
function learn(graph: Graph, plan: Plan, weights: Value, precision: Precision) {
  const parameters = unpack(weights, weightLayout(plan));
  const logits = logitsOf(graph, plan, parameters);
  const classes = graph.input('classes', [1, 1, ...plan.patch], { elementType: 'int32' });
  const parts = logits.map((level, n) => {
    const loss = lossOf(plan.loss, level, coarser(classes, level.dims.slice(2)), plan.classWeights);
    return mul(loss, graph.scalar(2 ** -n / (2 - 2 ** (1 - logits.length))));
  });
  const loss = parts.reduce(add);
  const scale = precision === 'mixed' ? graph.input('loss_scale', []) : undefined;
  const flat = flatten(gradients(scale ? mul(loss, scale) : loss, [...parameters.values()]));
  return { loss: reshape(loss, [1]), gradient: scale ? graph.node('Div', [flat, scale], flat.dims) : flat };
}

/** The optimiser's step: takes its moments [P], its scalars and learning_rate; gives next_weights, next_<moment> and gradient_norm [1]. */
function update(graph: Graph, plan: Plan, weights: Value, gradient: Value): void {
  const optimiser = optimiserOf(plan);
  const clipped = clip(gradient, CLIP_NORM);
  const inputs = (names: readonly string[], dims: readonly number[]): Vectors =>
    Object.fromEntries(names.map((name) => [name, graph.input(name, dims)]));
  const next = optimiser.update({
    weights,
    gradient: clipped.gradient,
    moments: inputs(optimiser.moments, weights.dims),
    scalars: inputs(Object.keys(optimiser.scalarsAt(1)), []),
    learningRate: graph.input('learning_rate', []),
  });
  graph.output('next_weights', next.weights);
  for (const [name, value] of Object.entries(next.moments)) graph.output(`next_${name}`, value);
  graph.output('gradient_norm', reshape(clipped.norm, [1]));
}

const weightsInput = (graph: Graph, plan: Plan) => graph.input('weights', [weightLayout(plan).length]);

/** One training step on one patch as one graph: what `learn` and `update` take and give, and loss [1]. */
export function trainingGraph(plan: Plan, precision: Precision = 'single'): Uint8Array {
  const graph = new Graph({ precision });
  const weights = weightsInput(graph, plan);
  const { loss, gradient } = learn(graph, plan, weights, precision);
  update(graph, plan, weights, gradient);
  graph.output('loss', loss);
  return graph.encode();
}

/** The first half of a step on several patches: takes also sum [P], gives next_sum = sum + this patch's gradient / batch, and loss [1]. */
export function gradientGraph(plan: Plan, precision: Precision = 'single'): Uint8Array {
  const graph = new Graph({ precision });
  const { loss, gradient } = learn(graph, plan, weightsInput(graph, plan), precision);
  const share = mul(gradient, graph.scalar(1 / plan.batch));
  graph.output('next_sum', add(graph.input('sum', gradient.dims), share));
  graph.output('loss', loss);
  return graph.encode();
}

/** The second half: takes weights and gradient [P]. */
export function updateGraph(plan: Plan): Uint8Array {
  const graph = new Graph();
  const weights = weightsInput(graph, plan);
  update(graph, plan, weights, graph.input('gradient', weights.dims));
  return graph.encode();
}

/** Class probabilities [1, K, D, H, W] of one patch. Weights are an input: one session serves every version of a model. */
export function inferenceGraph(plan: Plan): Uint8Array {
  const graph = new Graph();
  const [logits] = logitsOf(graph, plan, unpack(weightsInput(graph, plan), weightLayout(plan)));
  graph.output('probabilities', softmax(logits, 1));
  return graph.encode();
}

/**
 * An ordinary .onnx file for use elsewhere: weights inside, no dropout. Input `image` [1, inputs, D, H, W], z-scored, axes
 * S, A, R on the plan's grid; output `probabilities` [1, K, D, H, W].
 */
export function exportOnnx({ plan, weights }: { readonly plan: Plan; readonly weights: Float32Array }): Uint8Array {
  const graph = new Graph();
  const parameters = embed(graph, weights, weightLayout(plan));
  const keepAll = masksOf(plan).map(() => graph.constant(maskDims(1, plan.patch), Float32Array.of(1)));
  const [logits] = logitsOf(graph, plan, parameters, keepAll);
  graph.output('probabilities', softmax(logits, 1));
  return graph.encode();
}
