import type { Page } from '@playwright/test';

export type Rgb = readonly [number, number, number];

export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly at: (x: number, y: number) => Rgb;
}

/** The page's pixels as the person sees them, one per CSS pixel. Decoded by the browser itself. */
export async function capture(page: Page): Promise<Screen> {
  const png = (await page.screenshot({ scale: 'css' })).toString('base64');
  const { width, height, base64 } = await page.evaluate(async (data) => {
    const blob = await (await fetch(`data:image/png;base64,${data}`)).blob();
    const image = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no 2D canvas');
    context.drawImage(image, 0, 0);
    const { data: rgba } = context.getImageData(0, 0, image.width, image.height);
    let text = '';
    for (let n = 0; n < rgba.length; n += 8192) text += String.fromCharCode(...rgba.subarray(n, n + 8192));
    return { width: image.width, height: image.height, base64: btoa(text) };
  }, png);
  const bytes = Buffer.from(base64, 'base64');
  return {
    width,
    height,
    at: (x, y) => {
      const n = 4 * (Math.round(x) + width * Math.round(y));
      return [bytes[n], bytes[n + 1], bytes[n + 2]];
    },
  };
}

/** Centre of all pixels inside a box that satisfy the test, or undefined. */
export function centroid(
  screen: Screen,
  box: { left: number; top: number; width: number; height: number },
  test: (colour: Rgb) => boolean,
): { x: number; y: number; count: number } | undefined {
  let [x, y, count] = [0, 0, 0];
  for (let row = box.top; row < box.top + box.height; row++)
    for (let column = box.left; column < box.left + box.width; column++)
      if (test(screen.at(column, row))) {
        x += column;
        y += row;
        count++;
      }
  return count === 0 ? undefined : { x: x / count, y: y / count, count };
}
