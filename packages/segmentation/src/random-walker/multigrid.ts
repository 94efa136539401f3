import { gathered, groupsOf, type Network, tiesOf } from './network.ts';

/** A network on the way to a single node, with what is computed on it. */
interface Level {
  readonly network: Network;
  /** The node of the next level that each belongs to. */
  readonly parents: Int32Array;
  /** What is asked for, and the answer. */
  readonly right: Float32Array;
  readonly answer: Float32Array;
  /** A first answer, and what it explains. */
  readonly before: Float32Array;
  readonly explained: Float32Array;
}

function levelOf(network: Network, parents: Int32Array): Level {
  const vector = () => new Float32Array(network.count);
  return { network, parents, right: vector(), answer: vector(), before: vector(), explained: vector() };
}

/** A second look at a level is for nothing when the first leaves less than this share of the residual. */
const ENOUGH = 0.25;

/**
 * Nearly solves a network, in time that is proportional to its ties: relaxes it, solves what is left on a network of groups of nodes, and
 * relaxes again in the opposite order (Gauss and Seidel). Below the first level the coarser solution is improved by a
 * second one, the two mixed as conjugate gradients would (K-cycle; Notay, "An aggregation-based algebraic multigrid method", ETNA 2010):
 * without that, corrections that are constant in groups would be too small. Not quite linear, so what it preconditions
 * must be flexible. About 100 bytes per node in all.
 */
export class Multigrid {
  readonly #levels: Level[] = [];

  constructor(network: Network) {
    let last = network;
    while (last.to.length > 0) {
      const groups = groupsOf(tiesOf(last));
      this.#levels.push(levelOf(last, groups.of));
      last = gathered(tiesOf(last), groups);
    }
    this.#levels.push(levelOf(last, new Int32Array(0)));
  }

  /** To be written before `solve`. */
  get right(): Float32Array {
    return this.#levels[0].right;
  }

  get answer(): Float32Array {
    return this.#levels[0].answer;
  }

  solve(): void {
    this.#relaxAround(0);
  }

  #relaxAround(at: number): void {
    const level = this.#levels[at];
    relaxForwards(level);
    // Without ties that was exact.
    if (at + 1 === this.#levels.length) return;
    const coarser = this.#levels[at + 1];
    restrict(level, coarser);
    this.#solveTwice(at + 1);
    prolong(level, coarser);
    relaxBackwards(level);
  }

  #solveTwice(at: number): void {
    const level = this.#levels[at];
    const { right, answer, before, explained } = level;
    this.#relaxAround(at);
    if (level.network.to.length === 0) return;
    before.set(answer);
    multiply(level);
    const power = dot(before, explained);
    if (!(power > 0)) return;
    const share = dot(before, right) / power;
    const square = dot(right, right);
    for (let node = 0; node < right.length; node++) right[node] -= share * explained[node];
    if (dot(right, right) <= ENOUGH ** 2 * square) {
      for (let node = 0; node < answer.length; node++) answer[node] *= share;
      return;
    }
    this.#relaxAround(at);
    const common = dot(answer, explained);
    const rest = powerOf(level) - common ** 2 / power;
    const second = rest > 0 ? dot(answer, right) / rest : 0;
    const first = share - (second * common) / power;
    for (let node = 0; node < answer.length; node++) answer[node] = first * before[node] + second * answer[node];
  }
}

/** From an answer of 0 everywhere. */
function relaxForwards({ network: { first, later, to, weights, inverse }, right, answer }: Level): void {
  for (let node = 0; node < answer.length; node++) {
    let sum = right[node];
    for (let at = first[node]; at < later[node]; at++) sum += weights[at] * answer[to[at]];
    answer[node] = inverse[node] * sum;
  }
}

function relaxBackwards({ network: { first, to, weights, inverse }, right, answer }: Level): void {
  for (let node = answer.length - 1; node >= 0; node--) {
    let sum = right[node];
    for (let at = first[node]; at < first[node + 1]; at++) sum += weights[at] * answer[to[at]];
    answer[node] = inverse[node] * sum;
  }
}

/** What is left after relaxing forwards: what flows in from later nodes. */
function restrict({ network: { first, later, to, weights }, answer, parents }: Level, { right }: Level): void {
  right.fill(0);
  for (let node = 0; node < answer.length; node++) {
    let sum = 0;
    for (let at = later[node]; at < first[node + 1]; at++) sum += weights[at] * answer[to[at]];
    right[parents[node]] += sum;
  }
}

function prolong({ answer, parents }: Level, coarser: Level): void {
  for (let node = 0; node < answer.length; node++) answer[node] += coarser.answer[parents[node]];
}

/** What the first answer explains of the right side. */
function multiply({ network: { first, to, weights, ground }, before, explained }: Level): void {
  for (let node = 0; node < before.length; node++) {
    const value = before[node];
    let sum = ground[node] * value;
    for (let at = first[node]; at < first[node + 1]; at++) sum += weights[at] * (value - before[to[at]]);
    explained[node] = sum;
  }
}

/** The answer times what it explains. */
function powerOf({ network: { first, later, to, weights, ground }, answer }: Level): number {
  let power = 0;
  for (let node = 0; node < answer.length; node++) {
    const value = answer[node];
    power += ground[node] * value * value;
    for (let at = later[node]; at < first[node + 1]; at++) power += weights[at] * (value - answer[to[at]]) ** 2;
  }
  return power;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}
