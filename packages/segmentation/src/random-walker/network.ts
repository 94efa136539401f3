/**
 * Nodes that are tied to each other, and to a ground that is held at 0, by conductances: sum_q w_pq (x_p - x_q) + ground_p x_p = b_p.
 * Each tie is listed at both of its nodes, at each first those to nodes before it.
 */
export interface Network {
  readonly count: number;
  readonly ground: Float32Array;
  /** The ties of a node are from `first[node]` to `first[node + 1]`; from `later[node]` on they lead to nodes after it. */
  readonly first: Int32Array;
  readonly later: Int32Array;
  readonly to: Int32Array;
  readonly weights: Float32Array;
  /** 1 / (ground + sum of weights). */
  readonly inverse: Float32Array;
}

/** What a network is made of, however it is stored. */
export interface Ties {
  readonly count: number;
  groundOf(node: number): number;
  visit(node: number, each: (other: number, weight: number) => void): void;
}

export const tiesOf = ({ count, ground, first, to, weights }: Network): Ties => ({
  count,
  groundOf: (node) => ground[node],
  visit(node, each) {
    for (let at = first[node]; at < first[node + 1]; at++) each(to[at], weights[at]);
  },
});

/** The coarse node of each node, -1 for those that have neither a tie nor a ground, and how many coarse nodes there are. */
export interface Groups {
  readonly of: Int32Array;
  readonly count: number;
}

/**
 * Each node and the one that it is tied to most are in one group: at least two, on a noisy grid three or four. So no group
 * reaches across an edge of the image, unless it is all edge. Where ties are alike, chance decides: chains would become as long as the
 * image. After Koutis, Miller and Tolliver, "Combinatorial preconditioners and multilevel solvers for problems in
 * computer vision and image processing", CVIU 2011.
 */
export function groupsOf(ties: Ties): Groups {
  const strongest = strongestOf(ties);
  const of = new Int32Array(ties.count).fill(UNSEEN);
  let count = 0;
  for (let start = 0; start < of.length; start++) {
    if (of[start] !== UNSEEN) continue;
    if (strongest[start] === start && ties.groundOf(start) === 0) {
      of[start] = -1;
      continue;
    }
    let end = start;
    for (; of[end] === UNSEEN; end = strongest[end]) of[end] = ON_PATH;
    const group = of[end] === ON_PATH ? count++ : of[end];
    for (let node = start; of[node] === ON_PATH; node = strongest[node]) of[node] = group;
  }
  return { of, count };
}

const UNSEEN = -2;
const ON_PATH = -3;

/** The node that each is tied to most, by up to twofold chance; itself if it has no tie. */
function strongestOf(ties: Ties): Int32Array {
  const strongest = new Int32Array(ties.count);
  let [node, most] = [0, 0];
  const compare = (other: number, weight: number) => {
    const key = weight * (1 + chanceOf(node, other));
    if (key <= most) return;
    most = key;
    strongest[node] = other;
  };
  for (; node < strongest.length; node++) {
    most = 0;
    strongest[node] = node;
    ties.visit(node, compare);
  }
  return strongest;
}

/** The same number from 0 to 1 for a pair, whichever is named first. */
function chanceOf(a: number, b: number): number {
  let hash = Math.imul(Math.min(a, b), 0x9e3779b1) ^ Math.imul(Math.max(a, b), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

/** A node for each group; ties between two groups add up, and so do grounds: the Galerkin product with what is constant in groups. */
export function gathered(ties: Ties, groups: Groups): Network {
  const { starts, members } = membersOf(groups);
  const { count } = groups;
  const ground = new Float32Array(count);
  const inverse = new Float32Array(count);
  const first = new Int32Array(count + 1);
  const later = new Int32Array(count);
  const list = new TieList(count);
  let group = 0;
  const add = (other: number, weight: number) => {
    if (groups.of[other] !== group) list.add(groups.of[other], weight);
  };
  for (; group < count; group++) {
    let sum = 0;
    list.begin();
    for (let at = starts[group]; at < starts[group + 1]; at++) {
      sum += ties.groundOf(members[at]);
      ties.visit(members[at], add);
    }
    later[group] = list.partition(group);
    first[group + 1] = list.size;
    ground[group] = sum;
    inverse[group] = 1 / (sum + list.sum());
  }
  return { count, ground, first, later, inverse, ...list.arrays() };
}

/** The nodes of each group, one group after the other. */
function membersOf({ of, count }: Groups) {
  const starts = new Int32Array(count + 1);
  for (const group of of) if (group >= 0) starts[group + 1]++;
  for (let group = 0; group < count; group++) starts[group + 1] += starts[group];
  const members = new Int32Array(starts[count]);
  const next = starts.slice();
  for (let node = 0; node < of.length; node++) if (of[node] >= 0) members[next[of[node]]++] = node;
  return { starts, members };
}

/** Ties node after node, each other node once. */
class TieList {
  size = 0;
  #to: Int32Array;
  #weights: Float32Array;
  #begun = 0;
  /** Where the tie to a node was written last. */
  readonly #places: Int32Array;

  constructor(nodes: number) {
    this.#to = new Int32Array(12 * nodes);
    this.#weights = new Float32Array(this.#to.length);
    this.#places = new Int32Array(nodes).fill(-1);
  }

  begin(): void {
    this.#begun = this.size;
  }

  add(node: number, weight: number): void {
    const place = this.#places[node];
    if (place >= this.#begun) {
      this.#weights[place] += weight;
      return;
    }
    if (this.size === this.#to.length) this.#grow();
    this.#places[node] = this.size;
    this.#to[this.size] = node;
    this.#weights[this.size++] = weight;
  }

  sum(): number {
    let sum = 0;
    for (let at = this.#begun; at < this.size; at++) sum += this.#weights[at];
    return sum;
  }

  /** Puts the nodes before `node` first, and says where the others begin. */
  partition(node: number): number {
    const [to, weights] = [this.#to, this.#weights];
    let middle = this.#begun;
    for (let at = middle; at < this.size; at++) {
      if (to[at] > node) continue;
      [to[at], to[middle]] = [to[middle], to[at]];
      [weights[at], weights[middle]] = [weights[middle], weights[at]];
      middle++;
    }
    return middle;
  }

  arrays() {
    return { to: this.#to.slice(0, this.size), weights: this.#weights.slice(0, this.size) };
  }

  #grow(): void {
    const [to, weights] = [this.#to, this.#weights];
    this.#to = new Int32Array(2 * to.length + 8);
    this.#weights = new Float32Array(this.#to.length);
    this.#to.set(to);
    this.#weights.set(weights);
  }
}
