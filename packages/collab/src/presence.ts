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
  /** Brush shape, when the tool has one: a disc touches one slice only. */
  readonly shape?: 'disc' | 'sphere' | undefined;
  /** Where the three slices meet, in file order. */
  readonly crosshair?: readonly [number, number, number] | undefined;
  /** What the view shows: the voxel at its centre (file order, fractions too), and millimetres across its shorter side. */
  readonly camera?: { readonly centre: readonly [number, number, number]; readonly spanMm: number } | undefined;
  /** User whose view this person follows. */
  readonly following?: string | undefined;
}

/** The presence in an awareness state that came from a peer, or undefined when it is none. */
export function parsePresence(state: unknown): Presence | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const fields = state as Record<string, unknown>;
  const { userId, name, color, view, ijk, tool, radiusUm, label } = fields;
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
    ...parseLater(fields),
  };
}

/** Fields that older clients do not send: absent when they are missing or not what they should be. */
function parseLater({ shape, crosshair, camera, following }: Record<string, unknown>): Partial<Presence> {
  const seen = parseCamera(camera);
  return {
    ...(shape === 'disc' || shape === 'sphere' ? { shape } : {}),
    ...(isVoxel(crosshair) ? { crosshair } : {}),
    ...(seen ? { camera: seen } : {}),
    ...(typeof following === 'string' ? { following } : {}),
  };
}

function parseCamera(camera: unknown): Presence['camera'] {
  if (typeof camera !== 'object' || camera === null) return undefined;
  const { centre, spanMm } = camera as Record<string, unknown>;
  if (!isVoxel(centre) || !isFiniteNumber(spanMm) || spanMm <= 0) return undefined;
  return { centre, spanMm };
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
