/**
 * What others see of a person, as the whole Yjs awareness state of a client. Never stored, never trusted: the server
 * overwrites userId, name and color with the truth before it relays.
 */
export interface Presence {
  readonly userId: string;
  readonly name: string;
  readonly color: string;
  readonly view: { readonly axis: 0 | 1 | 2; readonly slice: number } | null;
  /** Voxel under the cursor, in file order. */
  readonly ijk: readonly [number, number, number] | null;
  readonly tool: string;
  readonly radiusUm: number;
  readonly label: number;
}

/** The presence in an awareness state that came from a peer, or undefined when it is none. */
export function parsePresence(state: unknown): Presence | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { userId, name, color, view, ijk, tool, radiusUm, label } = state as Record<string, unknown>;
  if (typeof userId !== 'string' || typeof name !== 'string' || typeof color !== 'string') return undefined;
  return {
    userId,
    name,
    color: /^#[0-9a-f]{6}$/i.test(color) ? color : '#888888',
    view: parseView(view),
    ijk: isVoxel(ijk) ? ijk : null,
    tool: typeof tool === 'string' ? tool : '',
    radiusUm: isFiniteNumber(radiusUm) ? radiusUm : 0,
    label: isFiniteNumber(label) ? label : 0,
  };
}

function parseView(view: unknown): Presence['view'] {
  if (typeof view !== 'object' || view === null) return null;
  const { axis, slice } = view as Record<string, unknown>;
  if ((axis !== 0 && axis !== 1 && axis !== 2) || !isFiniteNumber(slice)) return null;
  return { axis, slice };
}

function isVoxel(value: unknown): value is [number, number, number] {
  return Array.isArray(value) && value.length === 3 && value.every(isFiniteNumber);
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
