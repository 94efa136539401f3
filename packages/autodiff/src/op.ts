import type { Graph, Value } from './graph.ts';
import type { Dims } from './onnx/model.ts';

/** What an op gave: its output, and what its gradient wants to use again. */
export interface Emitted {
  readonly output: Value;
  readonly saved?: readonly Value[];
}

/** A differentiable op: how shapes follow, which ONNX nodes it becomes, and the nodes of its gradient. */
export interface Op<Attributes = unknown> {
  readonly name: string;
  /** Output shape; throws (a bug) when the inputs do not fit. */
  shape(inputs: readonly Dims[], attributes: Attributes): Dims;
  emit(graph: Graph, inputs: readonly Value[], attributes: Attributes, dims: Dims): Emitted;
  /** One gradient per input, same shape as the input; null where that input is not trainable (or never can be). */
  gradient(step: Step<Attributes>, dy: Value): readonly (Value | null)[];
}

/** One application of an op, kept for the reverse walk. */
export interface Step<Attributes = unknown> {
  readonly op: Op<Attributes>;
  readonly graph: Graph;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
  readonly output: Value;
  readonly saved: readonly Value[];
}

/** Appends `op` to the graph of its inputs. */
export function apply<Attributes>(op: Op<Attributes>, inputs: readonly Value[], attributes: Attributes): Value {
  const { graph } = inputs[0];
  const dims = op.shape(
    inputs.map((input) => input.dims),
    attributes,
  );
  const { output, saved = [] } = op.emit(graph, inputs, attributes, dims);
  if (!inputs.some((input) => input.trainable)) return output;
  const trainable: Value = { ...output, trainable: true };
  graph.steps.push({ op, graph, inputs, attributes, output: trainable, saved } as Step);
  return trainable;
}
