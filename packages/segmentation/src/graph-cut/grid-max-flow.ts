import type { Dims } from '@scholia/volume';

/**
 * Exact maximum flow (minimum cut) on a 3D grid with six neighbours, after Boykov and Kolmogorov, "An Experimental
 * Comparison of Min-Cut/Max-Flow Algorithms", PAMI 2004: two search trees that are kept between augmentations, with the
 * distance and time-stamp marks of their implementation (version 3). The grid is implicit: a node is an index, an edge a
 * direction, everything lies in typed arrays. Capacities are whole numbers, so the flow is exact and the search ends.
 *
 * One idea in one file: growth, augmentation and adoption share all of the state.
 */
export class GridMaxFlow {
  /** Nodes start here, so that the neighbours of the first and last voxels exist (as free nodes without capacity). */
  readonly #base: number;
  readonly #count: number;
  readonly #step: Int32Array;
  /** Residual capacity of the edge from a node in one of six directions; direction ^ 1 is the opposite. */
  readonly #edges: readonly Int32Array[];
  /** Residual capacity from the source (above 0) or to the sink (below 0). */
  readonly #terminal: Int32Array;
  readonly #tree: Uint8Array;
  readonly #parent: Uint8Array;
  readonly #stamp: Int32Array;
  readonly #distance: Int32Array;
  /** Queue of active nodes: the next one, 0 for "not queued", itself for "last". */
  readonly #next: Int32Array;
  #first = 0;
  #last = 0;
  #current = 0;
  #orphans = new OrphanQueue();
  #time = 0;
  #flow = 0;
  #isStarted = false;

  constructor([di, dj, dk]: Dims) {
    this.#base = di * dj + 1;
    this.#count = di * dj * dk;
    this.#step = Int32Array.of(1, -1, di, -di, di * dj, -di * dj);
    const size = this.#count + 2 * this.#base;
    this.#edges = Array.from({ length: 6 }, () => new Int32Array(size));
    this.#terminal = new Int32Array(size);
    this.#tree = new Uint8Array(size);
    this.#parent = new Uint8Array(size).fill(FREE);
    this.#stamp = new Int32Array(size);
    this.#distance = new Int32Array(size);
    this.#next = new Int32Array(size);
  }

  /** The flow so far; once `run` has returned true, the weight of the minimum cut. */
  get flow(): number {
    return this.#flow;
  }

  /** Capacities of a voxel from the source and to the sink, whole numbers of at least 0, below 2^30. Once for each voxel. */
  setTerminals(voxel: number, fromSource: number, toSink: number): void {
    this.#flow += Math.min(fromSource, toSink);
    this.#terminal[this.#base + voxel] = fromSource - toSink;
  }

  /** Capacity, both ways, between a voxel and its next neighbour along an axis, which must lie in the grid. */
  setNeighbour(voxel: number, axis: 0 | 1 | 2, capacity: number): void {
    const node = this.#base + voxel;
    this.#edges[2 * axis][node] = capacity;
    this.#edges[2 * axis + 1][node + this.#step[2 * axis]] = capacity;
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

  /** True if a voxel is on the source's side of the cut. Only once `run` has returned true. */
  isSource(voxel: number): boolean {
    const node = this.#base + voxel;
    return this.#parent[node] !== FREE && this.#tree[node] === SOURCE;
  }

  #start(): void {
    this.#isStarted = true;
    for (let node = this.#base; node < this.#base + this.#count; node++) {
      if (this.#terminal[node] === 0) continue;
      this.#tree[node] = this.#terminal[node] > 0 ? SOURCE : SINK;
      this.#parent[node] = ROOT;
      this.#distance[node] = 1;
      this.#activate(node);
    }
  }

  #activate(node: number): void {
    if (this.#next[node] !== 0) return;
    this.#next[node] = node;
    if (this.#last === 0) this.#first = node;
    else this.#next[this.#last] = node;
    this.#last = node;
  }

  /** The node that was bridged last as long as it is in a tree, else the first of the queue that is; 0 when none is left. */
  #takeActive(): number {
    if (this.#current !== 0 && this.#parent[this.#current] !== FREE) return this.#current;
    while (this.#first !== 0) {
      const node = this.#first;
      const next = this.#next[node];
      if (next === node) {
        this.#first = 0;
        this.#last = 0;
      } else this.#first = next;
      this.#next[node] = 0;
      if (this.#parent[node] !== FREE) return node;
    }
    return 0;
  }

  /** Takes free neighbours into the source's tree; augments, and returns true, when it meets the sink's. */
  #growSource(node: number): boolean {
    for (let d = 0; d < 6; d++) {
      if (this.#edges[d][node] === 0) continue;
      const other = node + this.#step[d];
      if (this.#parent[other] === FREE) this.#attach(other, SOURCE, d ^ 1, node);
      else if (this.#tree[other] === SINK) {
        this.#augment(node, d, other);
        return true;
      } else this.#shorten(other, d ^ 1, node);
    }
    return false;
  }

  #growSink(node: number): boolean {
    for (let d = 0; d < 6; d++) {
      const other = node + this.#step[d];
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
      node += this.#step[up];
      amount = Math.min(amount, this.#edges[up ^ 1][node]);
    }
    amount = Math.min(amount, this.#terminal[node]);
    node = to;
    for (let up = parent[node]; up !== ROOT; up = parent[node]) {
      amount = Math.min(amount, this.#edges[up][node]);
      node += this.#step[up];
    }
    amount = Math.min(amount, -this.#terminal[node]);

    this.#edges[d][from] -= amount;
    this.#edges[d ^ 1][to] += amount;
    node = from;
    for (let up = parent[node]; up !== ROOT; ) {
      const above = node + this.#step[up];
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
      const above = node + this.#step[up];
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
    for (let d = 0; d < 6; d++) {
      const other = node + this.#step[d];
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
    for (let d = 0; d < 6; d++) {
      const other = node + this.#step[d];
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
    const { parent, stamp, distance, step } = {
      parent: this.#parent,
      stamp: this.#stamp,
      distance: this.#distance,
      step: this.#step,
    };
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
      node += step[up];
    }
    const total = depth;
    for (node = start; stamp[node] !== this.#time; node += step[parent[node]]) {
      stamp[node] = this.#time;
      distance[node] = depth--;
    }
    return total;
  }

  /** No parent is left: the node becomes free, its children orphans, and neighbours that could reach it active. */
  #release(node: number, tree: number): void {
    this.#parent[node] = FREE;
    for (let d = 0; d < 6; d++) {
      const other = node + this.#step[d];
      if (this.#tree[other] !== tree || this.#parent[other] === FREE) continue;
      const residual = tree === SOURCE ? this.#edges[d ^ 1][other] : this.#edges[d][node];
      if (residual > 0) this.#activate(other);
      if (this.#parent[other] === (d ^ 1)) this.#orphan(other, false);
    }
  }
}

const SOURCE = 1;
const SINK = 2;
/** Values of a parent besides the six directions. */
const ROOT = 6;
const ORPHAN = 7;
const FREE = 8;

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
