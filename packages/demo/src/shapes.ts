import type { Vec3 } from '@scholia/geometry';

/** A solid: a bounding ball, and the signed distance of a point to its surface in mm, negative inside (near enough). */
export interface Shape {
  readonly centre: Vec3;
  readonly reach: number;
  readonly distance: (x: number, y: number, z: number) => number;
}

/** Turns about x, then y, then z, in radians: the rows of a rotation matrix. */
export function rotation([a, b, c]: Vec3): readonly number[] {
  const [sa, ca, sb, cb, sc, cc] = [a, b, c].flatMap((angle) => [Math.sin(angle), Math.cos(angle)]);
  return [
    [cb * cc, sa * sb * cc - ca * sc, ca * sb * cc + sa * sc],
    [cb * sc, sa * sb * sc + ca * cc, ca * sb * sc - sa * cc],
    [-sb, sa * cb, ca * cb],
  ].flat();
}

/**
 * An ellipsoid, bent along its third axis by `bend` (1/mm, towards its first axis).
 * Distance after Inigo Quilez, "ellipsoid - distance": exact at the surface to first order.
 */
export function ellipsoid(centre: Vec3, radii: Vec3, turn: Vec3 = [0, 0, 0], bend = 0): Shape {
  const r = rotation(turn);
  const [ra, rb, rc] = radii;
  return {
    centre,
    reach: Math.max(...radii) * (1 + Math.abs(bend) * rc),
    distance: (x, y, z) => {
      const [dx, dy, dz] = [x - centre[0], y - centre[1], z - centre[2]];
      const w = r[2] * dx + r[5] * dy + r[8] * dz;
      const u = r[0] * dx + r[3] * dy + r[6] * dz - bend * w * w;
      const v = r[1] * dx + r[4] * dy + r[7] * dz;
      const k0 = Math.sqrt((u / ra) ** 2 + (v / rb) ** 2 + (w / rc) ** 2);
      const k1 = Math.sqrt((u / (ra * ra)) ** 2 + (v / (rb * rb)) ** 2 + (w / (rc * rc)) ** 2);
      return k1 === 0 ? -Math.min(ra, rb, rc) : (k0 * (k0 - 1)) / k1;
    },
  };
}

/** An elliptic cylinder along z, without ends. */
export function column([cx, cy]: readonly [number, number], [ra, rb]: readonly [number, number]): Shape {
  return {
    centre: [cx, cy, 0],
    reach: Number.POSITIVE_INFINITY,
    distance: (x, y) => {
      const [dx, dy] = [x - cx, y - cy];
      const k0 = Math.sqrt((dx / ra) ** 2 + (dy / rb) ** 2);
      const k1 = Math.sqrt((dx / (ra * ra)) ** 2 + (dy / (rb * rb)) ** 2);
      return k1 === 0 ? -Math.min(ra, rb) : (k0 * (k0 - 1)) / k1;
    },
  };
}

/** Both shapes, their seam rounded over about `blend` mm (polynomial smooth minimum). */
export function joined(a: Shape, b: Shape, blend: number): Shape {
  const centre: Vec3 = [0, 1, 2].map((axis) => (a.centre[axis] + b.centre[axis]) / 2) as unknown as Vec3;
  const apart = Math.hypot(...a.centre.map((value, axis) => value - b.centre[axis])) / 2;
  return {
    centre,
    reach: apart + Math.max(a.reach, b.reach) + blend,
    distance: (x, y, z) => {
      const da = a.distance(x, y, z);
      const db = b.distance(x, y, z);
      const h = Math.max(0, blend - Math.abs(da - db));
      return Math.min(da, db) - (h * h) / (4 * blend);
    },
  };
}
