import { assert, must } from '@scholia/core';
import type { Value } from './graph.ts';
import { binary } from './primitives.ts';

/**
 * d loss / d each of `wrt`, as nodes of the same graph: one walk backwards over the recorded steps, adding up where a
 * value was used more than once. `loss` has one element. Throws (a bug) when a value in `wrt` does not reach the loss.
 */
export function gradients(loss: Value, wrt: readonly Value[]): readonly Value[] {
  assert(
    loss.dims.every((size) => size === 1),
    'the loss has one element',
  );
  const { graph } = loss;
  const found = new Map<string, Value>([[loss.name, graph.constant(loss.dims, Float32Array.of(1))]]);
  for (const step of graph.steps.slice().reverse()) {
    const dy = found.get(step.output.name);
    if (!dy) continue;
    const parts = step.op.gradient(step, dy);
    for (const [at, input] of step.inputs.entries()) {
      const part = parts[at];
      if (!input.trainable || !part) continue;
      const before = found.get(input.name);
      found.set(input.name, before ? binary('Add', before, part) : part);
    }
  }
  return wrt.map((value) => must(found.get(value.name), `${value.name} reaches the loss`));
}
