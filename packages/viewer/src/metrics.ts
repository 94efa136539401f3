/** Frames remembered. */
const CAPACITY = 2048;

export interface FrameCost {
  /** Main-thread milliseconds of ours since the frame before, up to the draw: pointer events, painting, upload. */
  readonly beforeDrawMs: number;
  /** Milliseconds in Niivue's draw call and the overlay. */
  readonly drawMs: number;
  readonly uploads: number;
  readonly draws: number;
  readonly uploadedVoxels: number;
}

export interface FrameSummary {
  readonly frames: number;
  readonly last: FrameCost | undefined;
  readonly beforeDrawMs: { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number };
  readonly drawMs: { readonly p50: number; readonly p95: number };
  readonly maxUploadsPerFrame: number;
  readonly maxDrawsPerFrame: number;
}

/** Costs of the frames drawn while a brush was down; what `scholia bench brush` reads. */
export class ViewerMetrics {
  #frames: FrameCost[] = [];
  #eventMs = 0;

  /** Runs a handler and counts its time towards the next frame. */
  timed(work: () => void): void {
    const start = performance.now();
    work();
    this.#eventMs += performance.now() - start;
  }

  takeEventMs(): number {
    const ms = this.#eventMs;
    this.#eventMs = 0;
    return ms;
  }

  record(frame: FrameCost): void {
    if (this.#frames.length >= CAPACITY) this.#frames = this.#frames.slice(CAPACITY / 2);
    this.#frames.push(frame);
  }

  reset(): void {
    this.#frames = [];
  }

  get brushing(): FrameSummary {
    const before = sorted(this.#frames.map((f) => f.beforeDrawMs));
    const draw = sorted(this.#frames.map((f) => f.drawMs));
    return {
      frames: this.#frames.length,
      last: this.#frames.at(-1),
      beforeDrawMs: {
        p50: quantile(before, 0.5),
        p95: quantile(before, 0.95),
        p99: quantile(before, 0.99),
        max: quantile(before, 1),
      },
      drawMs: { p50: quantile(draw, 0.5), p95: quantile(draw, 0.95) },
      maxUploadsPerFrame: Math.max(0, ...this.#frames.map((f) => f.uploads)),
      maxDrawsPerFrame: Math.max(0, ...this.#frames.map((f) => f.draws)),
    };
  }
}

function sorted(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

function quantile(values: Float64Array, share: number): number {
  return values.length === 0 ? 0 : values[Math.min(values.length - 1, Math.floor(share * values.length))];
}
