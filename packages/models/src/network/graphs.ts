import {
  adam,
  diceCrossEntropy,
  embed,
  Graph,
  gradients,
  layoutOf,
  type ParameterLayout,
  reshape,
  softmax,
  unpack,
} from '@scholia/autodiff';
import type { Plan } from '../plan.ts';
import { maskInputs, unet, unetParameters } from './unet.ts';

const inputDims = (plan: Plan) => [1, 1, ...plan.patch];
const classCount = (plan: Plan) => plan.labels.length + 1;

/** Where each weight of a plan's network lies in its flat vector [P]. */
export function weightLayout(plan: Plan): ParameterLayout {
  return layoutOf(unetParameters(plan.channels, classCount(plan)));
}

const imageInput = (graph: Graph, plan: Plan) => graph.input('image', inputDims(plan));
const maskInputsOf = (graph: Graph, plan: Plan) =>
  maskInputs(plan.channels).map(({ name, channels }) => graph.input(name, [1, channels, 1, 1, 1]));

/**
 * One training step as one graph. In: weights, first_moment, second_moment [P]; image [1, 1, D, H, W], classes (int32,
 * same shape, 255 has no say), mask_0.. [1, C, 1, 1, 1]; learning_rate, correction_1, correction_2 scalars.
 * Out: the three states under next_, loss and gradient_norm [1].
 */
export function trainingGraph(plan: Plan): Uint8Array {
  const graph = new Graph();
  const layout = weightLayout(plan);
  const state = (name: string) => graph.input(name, [layout.length]);
  const weights = state('weights');
  const parameters = unpack(weights, layout);
  const classes = graph.input('classes', inputDims(plan), { elementType: 'int32' });
  const logits = unet(imageInput(graph, plan), maskInputsOf(graph, plan), parameters, plan.channels);
  const { loss } = diceCrossEntropy(logits, classes);
  const next = adam(gradients(loss, [...parameters.values()]), {
    weights,
    first: state('first_moment'),
    second: state('second_moment'),
    learningRate: graph.input('learning_rate', []),
    correction1: graph.input('correction_1', []),
    correction2: graph.input('correction_2', []),
  });
  graph.output('next_weights', next.weights);
  graph.output('next_first_moment', next.first);
  graph.output('next_second_moment', next.second);
  graph.output('loss', reshape(loss, [1]));
  graph.output('gradient_norm', reshape(next.gradientNorm, [1]));
  return graph.encode();
}

/** Class probabilities [1, K, D, H, W] of one patch. Weights are an input: one session serves every version of a model. */
export function inferenceGraph(plan: Plan): Uint8Array {
  const graph = new Graph();
  const layout = weightLayout(plan);
  const parameters = unpack(graph.input('weights', [layout.length]), layout);
  const logits = unet(imageInput(graph, plan), maskInputsOf(graph, plan), parameters, plan.channels);
  graph.output('probabilities', softmax(logits, 1));
  return graph.encode();
}

/**
 * An ordinary .onnx file for use elsewhere: weights inside, no dropout. Input `image` [1, 1, D, H, W], z-scored, axes
 * S, A, R on the plan's grid; output `probabilities` [1, K, D, H, W].
 */
export function exportOnnx({ plan, weights }: { readonly plan: Plan; readonly weights: Float32Array }): Uint8Array {
  const graph = new Graph();
  const parameters = embed(graph, weights, weightLayout(plan));
  const keepAll = plan.channels.map(() => graph.constant([1, 1, 1, 1, 1], Float32Array.of(1)));
  graph.output('probabilities', softmax(unet(imageInput(graph, plan), keepAll, parameters, plan.channels), 1));
  return graph.encode();
}
