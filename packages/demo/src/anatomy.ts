import type { Random } from '@scholia/core';
import type { Vec3 } from '@scholia/geometry';
import { column, ellipsoid, joined, type Shape } from './shapes.ts';

export const LIVER = 1;
export const SPLEEN = 2;
export const KIDNEY = 3;

/** One solid of the body. Later structures cover earlier ones, each set off by a thin rim of fat. */
export interface Structure {
  readonly shape: Shape;
  /** Signal, in units of an average organ's. */
  readonly signal: number;
  /** 0: unlabelled. */
  readonly label: number;
  /** Thickness of the fat around it, mm. */
  readonly rimMm: number;
}

/**
 * The structures of one body, in drawing order: an abdomen of about a rabbit's size, in RAS mm around its middle.
 * Organs keep their arrangement; place, size, tilt and signal vary. Muscle, bowel, stomach, heart, vessels and bladder
 * have the organs' own range of signal, so that brightness alone does not tell what is what.
 */
export function anatomy(random: Random): { readonly structures: readonly Structure[]; readonly fat: number } {
  const vary = (value: number, share: number) => value * (1 + share * random.gaussian());
  const spread = ([x, y, z]: Vec3, mm: number): Vec3 => [
    x + mm * random.gaussian(),
    y + mm * random.gaussian(),
    z + mm * random.gaussian(),
  ];
  const size = ([a, b, c]: Vec3): Vec3 => {
    const common = vary(1, 0.07);
    return [vary(a, 0.05) * common, vary(b, 0.05) * common, vary(c, 0.05) * common];
  };
  const tilt = ([a, b, c]: Vec3): Vec3 => spread([a, b, c], 0.12);
  const organ = (centre: Vec3, radii: Vec3, turn: Vec3 = [0, 0, 0], bend = 0): Shape =>
    ellipsoid(spread(centre, 1.8), size(radii), tilt(turn), bend);

  const fat = vary(1.75, 0.06);
  const soft = () => vary(1, 0.07);
  const [liver, spleen, kidney, muscle] = [vary(0.98, 0.05), vary(1.04, 0.05), vary(1.02, 0.05), vary(0.97, 0.04)];
  const fluid = vary(0.5, 0.1);
  const girth = vary(1, 0.03);
  const ring = (share: number) => column([0, 0], [42.5 * share * girth, 33.5 * share * girth]);

  const structures: Structure[] = [];
  const add = (shape: Shape, signal: number, rimMm: number, label = 0) =>
    structures.push({ shape, signal, label, rimMm });

  add(ring(1), fat, 0);
  add(ring(0.92), muscle, 0);
  add(ring(0.83), fat, 0);
  for (const side of [-1, 1]) {
    add(column([side * 9, -21], [8, 6]), muscle, 0);
    add(organ([side * 11, -13, -34], [5, 5, 24]), muscle, 0.8);
    add(organ([side * 21, -1, 58], [15, 20, 16]), 0.12, 0.8);
  }
  add(column([0, -18], [6.5, 6]), vary(1.25, 0.08), 0.8);
  for (let z = -54; z <= 54; z += 12) add(ellipsoid([0, -18, z + random.gaussian()], [6.2, 5.6, 1.7]), fluid, 0);
  add(organ([-4, 7, 47], [15, 13, 12]), soft(), 1);

  for (const centre of bowelPlaces(random)) {
    const radii = size([5.2, 5.2, 8]);
    add(ellipsoid(centre, radii, spread([0, 0, 0], 1.5), 0.03 * random.gaussian()), soft(), 0.9);
  }
  add(organ([0, 9, -48], [12, 10, 10]), soft(), 1);
  add(organ([-3, 3, 2], [13, 3.6, 4.5], [0, 0.25, 0.2]), soft(), 0.9);
  add(organ([-13, 11, 18], [11, 9, 14], [0.2, -0.3, 0]), soft(), 1);

  const rightLobe = organ([17, 3, 19], [17, 19, 19]);
  const leftLobe = organ([1, 13, 25], [15, 9, 11], [0, 0.2, 0]);
  add(joined(rightLobe, leftLobe, 5), liver, 1, LIVER);
  add(organ([13, 15, 3], [4.5, 5, 7]), fluid, 0.5);
  add(organ([-25, -7, 21], [8, 13, 15], [0.35, 0, 0.35], 0.012), spleen, 1, SPLEEN);
  add(organ([19, -12, -10], [8.5, 8, 13.5], [0.15, 0.15, 0], -0.012), kidney, 1, KIDNEY);
  add(organ([-19, -12, -4], [8.5, 8, 13.5], [0.15, -0.15, 0], 0.012), vary(kidney, 0.01), 1, KIDNEY);
  add(column([-2.8, -8.5], [2.6, 2.6]), soft(), 0.6);
  add(column([4, -7.5], [3.2, 2.6]), soft(), 0.6);
  return { structures, fat };
}

/** Centres of bowel loops in the lower front of the abdomen, no two on top of each other. */
function bowelPlaces(random: Random): Vec3[] {
  const places: Vec3[] = [];
  for (let attempt = 0; attempt < 300 && places.length < 22; attempt++) {
    const angle = 2 * Math.PI * random.next();
    const radius = Math.sqrt(random.next());
    const place: Vec3 = [28 * radius * Math.cos(angle), 6 + 16 * radius * Math.sin(angle), -46 + 44 * random.next()];
    const isFree = places.every((other) => Math.hypot(...place.map((value, axis) => value - other[axis])) > 10.5);
    if (isFree) places.push(place);
  }
  return places;
}
