import type { Graph } from '../graph.ts';
import type { Tensor } from '../tensor.ts';

/** a + b with broadcasting. d/da = d/db = 1, summed over broadcast axes. */
export function add(g: Graph, a: Tensor, b: Tensor): Tensor {
  return g.record(g.elementwise('Add', a, b), [a, b], (d) => [g.unbroadcast(d, a.dims), g.unbroadcast(d, b.dims)]);
}

/** a - b with broadcasting. d/da = 1, d/db = -1. */
export function subtract(g: Graph, a: Tensor, b: Tensor): Tensor {
  return g.record(g.elementwise('Sub', a, b), [a, b], (d) => [
    a.needsGradient ? g.unbroadcast(d, a.dims) : null,
    b.needsGradient ? g.unbroadcast(g.unary('Neg', d), b.dims) : null,
  ]);
}

/** a * b with broadcasting. d/da = b, d/db = a. */
export function multiply(g: Graph, a: Tensor, b: Tensor): Tensor {
  return g.record(g.elementwise('Mul', a, b), [a, b], (d) => [
    a.needsGradient ? g.unbroadcast(g.elementwise('Mul', d, b), a.dims) : null,
    b.needsGradient ? g.unbroadcast(g.elementwise('Mul', d, a), b.dims) : null,
  ]);
}

/** a / b with broadcasting; b must not be 0. d/da = 1/b, d/db = -(a/b)/b. */
export function divide(g: Graph, a: Tensor, b: Tensor): Tensor {
  const quotient = g.elementwise('Div', a, b);
  return g.record(quotient, [a, b], (d) => {
    const share = g.elementwise('Div', d, b);
    return [
      a.needsGradient ? g.unbroadcast(share, a.dims) : null,
      b.needsGradient ? g.unbroadcast(g.unary('Neg', g.elementwise('Mul', share, quotient)), b.dims) : null,
    ];
  });
}

/** e^x. Its own derivative. */
export function exp(g: Graph, x: Tensor): Tensor {
  const y = g.unary('Exp', x);
  return g.record(y, [x], (d) => [g.elementwise('Mul', d, y)]);
}
