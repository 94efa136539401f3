import type { Dims } from '@scholia/volume';
import type { PerAxis } from '../grid/region.ts';
import { distanceFrom } from './eikonal.ts';
import { bordersOf, offsetsOf } from './neighbours.ts';
import { Speed } from './speed.ts';

/** Where phi is not known: farther than anything. Only its sign counts there. */
const FAR = Number.POSITIVE_INFINITY;
/** Rings of cells around the front that know their distance: differences at the front reach over two faces. */
const RINGS = 2;
/** Share of the longest stable step that is taken. */
const CFL = 0.9;
/** How far phi of a prompted cell stays from 0, as a share of the shortest edge. */
const HELD = 0.1;

/**
 * A closed surface that moves: where phi, in mm and negative inside, is 0. As in a sparse field (Whitaker, "A level-set
 * approach to 3D reconstruction from range data", IJCV 1998) only the front moves by its speed: the cells that have one of
 * the other side next to them. Two rings around it follow as distances from it, and elsewhere there are but signs. Other
 * than there distances are Euclidean, so that cells need not be cubes. 18 bytes per cell; a step takes time by the front's area.
 */
export class Contour {
  /** i fastest; infinite away from the front. */
  readonly phi: Float32Array;
  readonly #hard: Int8Array;
  readonly #spacingMm: PerAxis;
  readonly #heldMm: number;
  /** Length of the vector of 1 / h, over axes h of more than one cell. */
  readonly #perMm: number;
  readonly #borders: Uint8Array;
  readonly #offsets: Int32Array;
  readonly #speed: Speed;
  /** 1 for the cells of the band. */
  readonly #isInBand: Uint8Array;
  /** The front, then the rings, each cell once. */
  #band: Int32Array;
  #spare: Int32Array;
  #frontEnd = 0;
  #bandEnd = 0;
  /** New values of the front, in its order. */
  readonly #values: Float32Array;

  /** Starts around `inside` (not 0). `hard` is 1 for cells that stay inside, -1 for those that stay outside, else 0. */
  constructor(inside: Uint8Array, hard: Int8Array, cells: Dims, spacingMm: PerAxis) {
    const wide = spacingMm.filter((_, axis) => cells[axis] > 1);
    this.#perMm = Math.hypot(...wide.map((mm) => 1 / mm));
    this.#spacingMm = spacingMm;
    this.#heldMm = HELD * Math.min(...spacingMm);
    this.#hard = hard;
    this.#borders = bordersOf(cells);
    this.#offsets = offsetsOf(cells);
    this.#isInBand = new Uint8Array(inside.length);
    this.#band = new Int32Array(inside.length);
    this.#spare = new Int32Array(inside.length);
    this.#values = new Float32Array(inside.length);
    const isInside = (value: number, cell: number) => hard[cell] > 0 || (hard[cell] === 0 && value !== 0);
    this.phi = Float32Array.from(inside, (value, cell) => (isInside(value, cell) ? -FAR : FAR));
    this.#speed = new Speed(this.phi, this.#borders, cells, spacingMm);
    for (let cell = 0; cell < inside.length; cell++) this.#addIfFront(cell);
    // As far on both sides: tightened, the front begins half-way between cells.
    const farthest = Math.max(...spacingMm);
    for (let n = 0; n < this.#frontEnd; n++)
      this.phi[this.#band[n]] = this.phi[this.#band[n]] < 0 ? -farthest : farthest;
    this.#tighten();
    this.#growRings();
  }

  /** Cells of the front. */
  get frontLength(): number {
    return this.#frontEnd;
  }

  /**
   * Moves on by the longest step for which no front skips a cell and curvature stays stable, and says how long it was. The
   * front moves outwards by `push` (-1 to 1, mm per unit of time) less `betaMm` times its curvature (sum of both, per mm).
   */
  step(push: Float32Array, betaMm: number): number {
    const length = CFL / (this.#perMm + 2 * betaMm * this.#perMm ** 2);
    const { phi } = this;
    for (let n = 0; n < this.#frontEnd; n++) {
      const cell = this.#band[n];
      const moved = phi[cell] - length * this.#speed.at(cell, push[cell], betaMm);
      const hard = this.#hard[cell];
      this.#values[n] = hard === 0 ? moved : hard > 0 ? Math.min(moved, -this.#heldMm) : Math.max(moved, this.#heldMm);
    }
    for (let n = 0; n < this.#frontEnd; n++) phi[this.#band[n]] = this.#values[n];
    this.#findFront();
    this.#tighten();
    this.#growRings();
    return length;
  }

  /** A front that moves less than a cell is found among what was front, and next to it. */
  #findFront(): void {
    const { phi } = this;
    const old = this.#band;
    const [oldFrontEnd, oldEnd] = [this.#frontEnd, this.#bandEnd];
    for (let n = 0; n < oldEnd; n++) this.#isInBand[old[n]] = 0;
    this.#band = this.#spare;
    this.#spare = old;
    this.#frontEnd = 0;
    for (let n = 0; n < oldFrontEnd; n++) {
      const cell = old[n];
      this.#addIfFront(cell);
      for (let side = 0; side < 6; side++)
        if ((this.#borders[cell] & (1 << side)) === 0) this.#addIfFront(cell + this.#offsets[side]);
    }
    for (let n = 0; n < oldEnd; n++) {
      const cell = old[n];
      if (this.#isInBand[cell] === 0) phi[cell] = phi[cell] < 0 ? -FAR : FAR;
    }
    // What was a ring knows how far the front was: it would lag behind by a step.
    for (let n = oldFrontEnd; n < oldEnd; n++) if (this.#isInBand[old[n]] !== 0) this.#measure(old[n]);
  }

  #addIfFront(cell: number): void {
    if (this.#isInBand[cell] !== 0) return;
    const isInside = this.phi[cell] < 0;
    for (let side = 0; side < 6; side++) {
      if ((this.#borders[cell] & (1 << side)) !== 0) continue;
      if (this.phi[cell + this.#offsets[side]] < 0 === isInside) continue;
      this.#isInBand[cell] = 1;
      this.#band[this.#frontEnd++] = cell;
      return;
    }
  }

  /**
   * Where the speed tears the two sides apart, phi grows beyond the distance. No cell is farther from the front than where
   * it crosses an edge of the grid: h |a| / (|a| + |b|) along an edge from a to b. Crossings stay where they are.
   */
  #tighten(): void {
    const { phi } = this;
    for (let n = 0; n < this.#frontEnd; n++) {
      const cell = this.#band[n];
      const here = phi[cell];
      const distance = Math.abs(here);
      let least = distance;
      for (let side = 0; side < 6; side++) {
        if ((this.#borders[cell] & (1 << side)) !== 0) continue;
        const there = phi[cell + this.#offsets[side]];
        if (there < 0 === here < 0) continue;
        least = Math.min(least, (this.#spacingMm[side >> 1] * distance) / (distance + Math.abs(there)));
      }
      this.#values[n] = here < 0 ? -least : least;
    }
    for (let n = 0; n < this.#frontEnd; n++) phi[this.#band[n]] = this.#values[n];
  }

  /** Adds rings of neighbours, and gives them their distances: once outwards and once back. */
  #growRings(): void {
    this.#bandEnd = this.#frontEnd;
    for (let ring = 0, from = 0; ring < RINGS; ring++) {
      const end = this.#bandEnd;
      for (let n = from; n < end; n++) {
        const cell = this.#band[n];
        for (let side = 0; side < 6; side++) {
          if ((this.#borders[cell] & (1 << side)) !== 0) continue;
          const next = cell + this.#offsets[side];
          if (this.#isInBand[next] !== 0) continue;
          this.#isInBand[next] = 1;
          this.#band[this.#bandEnd++] = next;
        }
      }
      from = end;
    }
    for (let n = this.#frontEnd; n < this.#bandEnd; n++) this.#measure(this.#band[n]);
    for (let n = this.#bandEnd - 1; n >= this.#frontEnd; n--) this.#measure(this.#band[n]);
  }

  /** How far a cell is from the front by what its neighbours say, on either side of it. */
  #measure(cell: number): void {
    const { phi } = this;
    const sign = phi[cell] < 0 ? -1 : 1;
    const mm = this.#spacingMm;
    const d0 = this.#nearest(cell, sign, 0);
    const d1 = this.#nearest(cell, sign, 2);
    const d2 = this.#nearest(cell, sign, 4);
    // A cell changes sides only by moving.
    phi[cell] = sign * Math.max(Number.EPSILON, distanceFrom(d0, d1, d2, mm[0], mm[1], mm[2]));
  }

  /** Distance of the nearer neighbour along an axis, negative on the other side. */
  #nearest(cell: number, sign: number, side: number): number {
    const borders = this.#borders[cell];
    const before = borders & (1 << side) ? FAR : sign * this.phi[cell + this.#offsets[side]];
    const after = borders & (2 << side) ? FAR : sign * this.phi[cell + this.#offsets[side + 1]];
    return before < after ? before : after;
  }
}
