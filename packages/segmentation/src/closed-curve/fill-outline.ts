/**
 * What a curve encloses in a plane: 1 for the curve and its inside, 0 outside. `curve` is 0 where it is not, `width` by any
 * height, first axis fastest. The outside is flooded through edges, so a curve whose pixels touch at corners is closed.
 * Undefined when the flood reaches everything: the curve is open, or has nothing inside.
 */
export function fillOutline(curve: Uint8Array, width: number): Uint8Array | undefined {
  const height = curve.length / width;
  // A frame of one pixel, so that the flood goes around curves that touch the border.
  const framed = width + 2;
  const walls = new Uint8Array(framed * (height + 2));
  for (let y = 0; y < height; y++) walls.set(curve.subarray(y * width, (y + 1) * width), framed * (y + 1) + 1);
  const isOutside = floodFromCorner(walls, framed);
  const filled = new Uint8Array(curve.length);
  let isClosed = false;
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      if (isOutside[framed * (y + 1) + x + 1] === 1) continue;
      filled[at] = 1;
      if (curve[at] === 0) isClosed = true;
    }
  return isClosed ? filled : undefined;
}

/** 1 for each pixel without a wall that is reached through edges from the first one. */
function floodFromCorner(walls: Uint8Array, width: number): Uint8Array {
  const reached = new Uint8Array(walls.length);
  const stack = new Int32Array(walls.length);
  let height = 0;
  const visit = (at: number) => {
    if (walls[at] !== 0 || reached[at] === 1) return;
    reached[at] = 1;
    stack[height++] = at;
  };
  visit(0);
  while (height > 0) {
    const at = stack[--height];
    const x = at % width;
    if (x > 0) visit(at - 1);
    if (x + 1 < width) visit(at + 1);
    if (at >= width) visit(at - width);
    if (at + width < walls.length) visit(at + width);
  }
  return reached;
}
