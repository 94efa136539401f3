import type { Graph } from '../graph.ts';
import type { Tensor } from '../tensor.ts';

/** Softmax over `axis`: p = e^x / sum e^x. dx = p (dp - sum(dp p)). Ties and large values are safe: the maximum is taken off. */
export function softmax(g: Graph, x: Tensor, axis: number): Tensor {
  const p = g.emit('Softmax', [x], x.dims, { attributes: { axis } });
  return g.record(p, [x], (d) => {
    const weighted = g.elementwise('Mul', d, p);
    const total = g.reduced('ReduceSum', weighted, [axis]);
    return [g.elementwise('Sub', weighted, g.elementwise('Mul', p, total))];
  });
}

/** log(softmax(x)) over `axis`, finite where a probability underflows. dx = d - softmax(x) sum(d). */
export function logSoftmax(g: Graph, x: Tensor, axis: number): Tensor {
  const y = g.emit('LogSoftmax', [x], x.dims, { attributes: { axis } });
  return g.record(y, [x], (d) => {
    const total = g.reduced('ReduceSum', d, [axis]);
    return [g.elementwise('Sub', d, g.elementwise('Mul', g.unary('Exp', y), total))];
  });
}
