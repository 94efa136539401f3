/** Whole units of capacity per nat. */
export const CAPACITY_SCALE = 4096;
/** Most that one terminal or edge may weigh, so that all of a node stay below 2^30. */
const MOST = 2 ** 24;
/** Nodes grown between two looks at the signal and the event loop: about 20 ms. */
export const STEPS = 100_000;

export const wholeCapacity = (weight: number) => Math.max(-MOST, Math.min(MOST, Math.round(weight)));

/**
 * Exact maximum flow (minimum cut) on a graph whose nodes have a fixed number of edges, after Boykov and Kolmogorov, "An
 * Experimental Comparison of Min-Cut/Max-Flow Algorithms", PAMI 2004: two search trees that are kept between augmentations, with
 * the distance and time-stamp marks of their implementation (version 3). An edge is a direction, and the opposite direction of d is
 * d ^ 1; everything lies in typed arrays, 18 bytes a node and 8 for each of its edges. Capacities are whole numbers, so the flow
 * is exact and the search ends.
 *
 * One idea in one file: growth, augmentation and adoption share all of the state.
 */
export class MaxFlow {
  readonly #degree: number;
  /** The node in each direction; 0 where there is none. Nodes count from 1: node 0 has no capacity and stays free. */
  readonly #next: readonly Int32Array[];
  /** Residual capacity of the edge from a node in each direction. */
  readonly #edges: readonly Int32Array[];
  /** Residual capacity from the source (above 0) or to the sink (below 0). */
  readonly #terminal: Int32Array;
  readonly #tree: Uint8Array;
  readonly #parent: Uint8Array;
  readonly #stamp: Int32Array;
  readonly #distance: Int32Array;
  /** Queue of active nodes: the one behind, 0 for "not queued", itself for "last". */
  readonly #behind: Int32Array;
  #first = 0;
  #last = 0;
  #current = 0;
  #orphans = new OrphanQueue();
  #time = 0;
  #flow = 0;
  #isStarted = false;

  /** `degree` is even, and at most 252: an axis has two directions. */
  constructor(count: number, degree: number) {
    this.#degree = degree;
    this.#next = Array.from({ length: degree }, () => new Int32Array(count + 1));
    this.#edges = Array.from({ length: degree }, () => new Int32Array(count + 1));
    this.#terminal = new Int32Array(count + 1);
    this.#tree = new Uint8Array(count + 1);
    this.#parent = new Uint8Array(count + 1).fill(FREE);
    this.#stamp = new Int32Array(count + 1);
    this.#distance = new Int32Array(count + 1);
    this.#behind = new Int32Array(count + 1);
  }

  /** The flow so far; once `run` has returned true, the weight of the minimum cut. */
  get flow(): number {
    return this.#flow;
  }

  /** Capacities of a node (from 0) from the source and to the sink, whole numbers of at least 0, below 2^30. Once for each node. */
  setTerminals(node: number, fromSource: number, toSink: number): void {
    this.#flow += Math.min(fromSource, toSink);
    this.#terminal[node + 1] = fromSource - toSink;
  }

  /** Capacity from one node to another (from 0) and back; `to` is that of `from` in direction 2 * axis. */
  setEdge(from: number, axis: number, to: number, capacity: number, back = capacity): void {
    this.#next[2 * axis][from + 1] = to + 1;
    this.#next[2 * axis + 1][to + 1] = from + 1;
    this.#edges[2 * axis][from + 1] = capacity;
    this.#edges[2 * axis + 1][to + 1] = back;
  }

  /** Works for at most `steps` grown nodes; true when the flow is maximal. Call it again until then. */
  run(steps = Number.POSITIVE_INFINITY): boolean {
    if (!this.#isStarted) this.#start();
    for (let n = 0; n < steps; n++) {
      const node = this.#takeActive();
      if (node === 0) return true;
      const isBridged = this.#tree[node] === SOURCE ? this.#growSource(node) : this.#growSink(node);
      this.#time++;
      if (!isBridged) {
        this.#current = 0;
        continue;
      }
      this.#current = node;
      for (let orphan = this.#orphans.take(); orphan !== 0; orphan = this.#orphans.take()) {
        if (this.#tree[orphan] === SOURCE) this.#adoptSource(orphan);
        else this.#adoptSink(orphan);
      }
    }
    return false;
  }

  /** True if a node (from 0) is on the source's side of the cut. Only once `run` has returned true. */
  isSource(node: number): boolean {
    return this.#parent[node + 1] !== FREE && this.#tree[node + 1] === SOURCE;
  }

  #start(): void {
    this.#isStarted = true;
    for (let node = 1; node < this.#terminal.length; node++) {
      if (this.#terminal[node] === 0) continue;
      this.#tree[node] = this.#terminal[node] > 0 ? SOURCE : SINK;
      this.#parent[node] = ROOT;
      this.#distance[node] = 1;
      this.#activate(node);
    }
  }

  #activate(node: number): void {
    if (this.#behind[node] !== 0) return;
    this.#behind[node] = node;
    if (this.#last === 0) this.#first = node;
    else this.#behind[this.#last] = node;
    this.#last = node;
  }

  /** The node that was bridged last as long as it is in a tree, else the first of the queue that is; 0 when none is left. */
  #takeActive(): number {
    if (this.#current !== 0 && this.#parent[this.#current] !== FREE) return this.#current;
    while (this.#first !== 0) {
      const node = this.#first;
      const behind = this.#behind[node];
      if (behind === node) {
        this.#first = 0;
        this.#last = 0;
      } else this.#first = behind;
      this.#behind[node] = 0;
      if (this.#parent[node] !== FREE) return node;
    }
    return 0;
  }

  /** Takes free neighbours into the source's tree; augments, and returns true, when it meets the sink's. */
  #growSource(node: number): boolean {
    for (let d = 0; d < this.#degree; d++) {
      if (this.#edges[d][node] === 0) continue;
      const other = this.#next[d][node];
      if (this.#parent[other] === FREE) this.#attach(other, SOURCE, d ^ 1, node);
      else if (this.#tree[other] === SINK) {
        this.#augment(node, d, other);
        return true;
      } else this.#shorten(other, d ^ 1, node);
    }
    return false;
  }

  #growSink(node: number): boolean {
    for (let d = 0; d < this.#degree; d++) {
      const other = this.#next[d][node];
      if (this.#edges[d ^ 1][other] === 0) continue;
      if (this.#parent[other] === FREE) this.#attach(other, SINK, d ^ 1, node);
      else if (this.#tree[other] === SOURCE) {
        this.#augment(other, d ^ 1, node);
        return true;
      } else this.#shorten(other, d ^ 1, node);
    }
    return false;
  }

  #attach(node: number, tree: number, toParent: number, parent: number): void {
    this.#tree[node] = tree;
    this.#parent[node] = toParent;
    this.#stamp[node] = this.#stamp[parent];
    this.#distance[node] = this.#distance[parent] + 1;
    this.#activate(node);
  }

  /** Moves a node of the same tree under a parent that is nearer to the root. */
  #shorten(node: number, toParent: number, parent: number): void {
    if (this.#stamp[node] > this.#stamp[parent] || this.#distance[node] <= this.#distance[parent]) return;
    this.#parent[node] = toParent;
    this.#stamp[node] = this.#stamp[parent];
    this.#distance[node] = this.#distance[parent] + 1;
  }

  /** Pushes what the path source ... from -> to ... sink can carry; nodes cut off by it become orphans. */
  #augment(from: number, d: number, to: number): void {
    const parent = this.#parent;
    let amount = this.#edges[d][from];
    let node = from;
    for (let up = parent[node]; up !== ROOT; up = parent[node]) {
      node = this.#next[up][node];
      amount = Math.min(amount, this.#edges[up ^ 1][node]);
    }
    amount = Math.min(amount, this.#terminal[node]);
    node = to;
    for (let up = parent[node]; up !== ROOT; up = parent[node]) {
      amount = Math.min(amount, this.#edges[up][node]);
      node = this.#next[up][node];
    }
    amount = Math.min(amount, -this.#terminal[node]);

    this.#edges[d][from] -= amount;
    this.#edges[d ^ 1][to] += amount;
    node = from;
    for (let up = parent[node]; up !== ROOT; ) {
      const above = this.#next[up][node];
      this.#edges[up][node] += amount;
      this.#edges[up ^ 1][above] -= amount;
      const isCut = this.#edges[up ^ 1][above] === 0;
      if (isCut) this.#orphan(node, true);
      node = above;
      up = parent[node];
    }
    this.#terminal[node] -= amount;
    if (this.#terminal[node] === 0) this.#orphan(node, true);
    node = to;
    for (let up = parent[node]; up !== ROOT; ) {
      const above = this.#next[up][node];
      this.#edges[up][node] -= amount;
      this.#edges[up ^ 1][above] += amount;
      const isCut = this.#edges[up][node] === 0;
      if (isCut) this.#orphan(node, true);
      node = above;
      up = parent[node];
    }
    this.#terminal[node] += amount;
    if (this.#terminal[node] === 0) this.#orphan(node, true);
    this.#flow += amount;
  }

  #orphan(node: number, isFirst: boolean): void {
    this.#parent[node] = ORPHAN;
    if (isFirst) this.#orphans.putFirst(node);
    else this.#orphans.putLast(node);
  }

  #adoptSource(node: number): void {
    let best = FREE;
    let shortest = Number.MAX_SAFE_INTEGER;
    for (let d = 0; d < this.#degree; d++) {
      const other = this.#next[d][node];
      if (this.#edges[d ^ 1][other] === 0 || this.#tree[other] !== SOURCE || this.#parent[other] === FREE) continue;
      const depth = this.#depthOf(other);
      if (depth >= shortest) continue;
      shortest = depth;
      best = d;
    }
    if (best !== FREE) this.#settle(node, best, shortest);
    else this.#release(node, SOURCE);
  }

  #adoptSink(node: number): void {
    let best = FREE;
    let shortest = Number.MAX_SAFE_INTEGER;
    for (let d = 0; d < this.#degree; d++) {
      const other = this.#next[d][node];
      if (this.#edges[d][node] === 0 || this.#tree[other] !== SINK || this.#parent[other] === FREE) continue;
      const depth = this.#depthOf(other);
      if (depth >= shortest) continue;
      shortest = depth;
      best = d;
    }
    if (best !== FREE) this.#settle(node, best, shortest);
    else this.#release(node, SINK);
  }

  #settle(node: number, toParent: number, depth: number): void {
    this.#parent[node] = toParent;
    this.#stamp[node] = this.#time;
    this.#distance[node] = depth + 1;
  }

  /** Distance of a node to the root of its tree, or infinity below an orphan; marks the way, so that it is walked once. */
  #depthOf(start: number): number {
    const [parent, stamp, distance, next] = [this.#parent, this.#stamp, this.#distance, this.#next];
    let depth = 0;
    let node = start;
    for (;;) {
      if (stamp[node] === this.#time) {
        depth += distance[node];
        break;
      }
      const up = parent[node];
      depth++;
      if (up === ROOT) {
        stamp[node] = this.#time;
        distance[node] = 1;
        break;
      }
      if (up === ORPHAN) return Number.MAX_SAFE_INTEGER;
      node = next[up][node];
    }
    const total = depth;
    for (node = start; stamp[node] !== this.#time; node = next[parent[node]][node]) {
      stamp[node] = this.#time;
      distance[node] = depth--;
    }
    return total;
  }

  /** No parent is left: the node becomes free, its children orphans, and neighbours that could reach it active. */
  #release(node: number, tree: number): void {
    this.#parent[node] = FREE;
    for (let d = 0; d < this.#degree; d++) {
      const other = this.#next[d][node];
      if (this.#tree[other] !== tree || this.#parent[other] === FREE) continue;
      const residual = tree === SOURCE ? this.#edges[d ^ 1][other] : this.#edges[d][node];
      if (residual > 0) this.#activate(other);
      if (this.#parent[other] === (d ^ 1)) this.#orphan(other, false);
    }
  }
}

const SOURCE = 1;
const SINK = 2;
/** Values of a parent besides the directions. */
const ROOT = 253;
const ORPHAN = 254;
const FREE = 255;

/** Orphans: first come those that an augmentation made, latest first, then the children of released nodes in order. */
class OrphanQueue {
  readonly #front: number[] = [];
  #back: number[] = [];
  #taken = 0;

  putFirst(node: number): void {
    this.#front.push(node);
  }

  putLast(node: number): void {
    this.#back.push(node);
  }

  /** The next orphan, or 0. */
  take(): number {
    const first = this.#front.pop();
    if (first !== undefined) return first;
    if (this.#taken < this.#back.length) return this.#back[this.#taken++];
    this.#back = [];
    this.#taken = 0;
    return 0;
  }
}
