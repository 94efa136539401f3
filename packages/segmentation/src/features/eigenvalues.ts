/**
 * Eigenvalues of the symmetric matrix [[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]], largest first, into `to`; in closed form.
 * Source: Smith, "Eigenvalues of a symmetric 3 x 3 matrix", Communications of the ACM 1961.
 */
export function symmetricEigenvalues(
  xx: number,
  yy: number,
  zz: number,
  xy: number,
  xz: number,
  yz: number,
  to: Float64Array,
): void {
  const mean = (xx + yy + zz) / 3;
  const [a, b, c] = [xx - mean, yy - mean, zz - mean];
  const spread = Math.sqrt((a * a + b * b + c * c + 2 * (xy * xy + xz * xz + yz * yz)) / 6);
  if (spread === 0) {
    to[0] = to[1] = to[2] = mean;
    return;
  }
  const determinant = a * (b * c - yz * yz) - xy * (xy * c - yz * xz) + xz * (xy * yz - b * xz);
  // Rounding can carry the cosine a little out of its range.
  const cosine = Math.min(1, Math.max(-1, determinant / (2 * spread * spread * spread)));
  const angle = Math.acos(cosine) / 3;
  to[0] = mean + 2 * spread * Math.cos(angle);
  to[2] = mean + 2 * spread * Math.cos(angle + (2 * Math.PI) / 3);
  to[1] = 3 * mean - to[0] - to[2];
}
