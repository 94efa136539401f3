/** What presence says about people, in words and as places to go to. Pure. */
import type { Presence } from '@scholia/collab';
import type { ToolName } from '@scholia/tools';
import type { Look, ViewState } from '@scholia/viewer';
import { sliceName } from './voxel-text.ts';

const TOOLS: Readonly<Record<ToolName, string>> = {
  navigate: 'looking',
  pan: 'looking',
  zoom: 'looking',
  window: 'adjusting contrast',
  brush: 'brush',
  eraser: 'eraser',
  lasso: 'lasso',
  'lasso-eraser': 'lasso',
  rectangle: 'rectangle',
  'rectangle-eraser': 'rectangle',
  fill: 'fill',
  'fill-eraser': 'fill',
  box: 'box prompt',
  'scribble-foreground': 'scribble inside',
  'scribble-background': 'scribble outside',
  'click-inside': 'click inside',
  'click-outside': 'click outside',
};

/** Other people, each once, wherever they are: several tabs of one person are one row, the last one counts. */
export function peopleOf(peers: ReadonlyMap<number, Presence>, meId: string): Presence[] {
  const byUser = new Map<string, Presence>();
  for (const peer of peers.values()) if (peer.userId !== meId) byUser.set(peer.userId, peer);
  return [...byUser.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** "Axial 31": plane and slice as the view shows them; undefined while somebody has no image open yet. */
export function sliceText({ view }: Presence, slices: ViewState['slices'] | undefined): string | undefined {
  return view && slices ? sliceName(view.axis, view.slice, slices) : undefined;
}

/** "brush 10 mm, Liver": what is in their hand, sizes as diameters like the brush panel's. Tools of a newer version are named as they call themselves. */
export function toolText(
  { tool, radiusUm, label }: Presence,
  labels: readonly { readonly value: number; readonly name: string }[],
): string {
  const name = Object.hasOwn(TOOLS, tool) ? TOOLS[tool as ToolName] : tool.slice(0, 24) || 'looking';
  const size = tool === 'brush' || tool === 'eraser' ? ` ${Number((radiusUm / 500).toPrecision(2))} mm` : '';
  const paints = tool === 'brush' || tool === 'scribble-foreground' || tool === 'click-inside' || tool === 'box';
  const labelName = paints ? labels.find(({ value }) => value === label)?.name : undefined;
  return `${name}${size}${labelName ? `, ${labelName}` : ''}`;
}

/** Where somebody looks; from an older client, which tells its slice only, the rest is where one is oneself. */
export function lookOf({ crosshair, view, camera }: Presence, own: ViewState['crosshair']): Look {
  const at = crosshair ?? (own.map((v, axis) => (view?.axis === axis ? view.slice : v)) as [number, number, number]);
  return { crosshair: at, axis: view?.axis, camera };
}

/** Whether following `leaderId` would lead back to oneself. */
export function isCircle(people: readonly Presence[], leaderId: string, meId: string): boolean {
  const seen = new Set<string>();
  let next: string | undefined = leaderId;
  while (next !== undefined && !seen.has(next)) {
    if (next === meId) return true;
    seen.add(next);
    const id: string = next;
    next = people.find(({ userId }) => userId === id)?.following;
  }
  return false;
}

export type FollowStep =
  | { readonly type: 'look'; readonly leader: Presence }
  | { readonly type: 'ended'; readonly because: 'left' | 'circle' };

/** What to do about the one who is followed, each time that presence changes. */
export function followStep(people: readonly Presence[], leaderId: string, meId: string): FollowStep {
  const leader = people.find(({ userId }) => userId === leaderId);
  if (!leader) return { type: 'ended', because: 'left' };
  return isCircle(people, leaderId, meId) ? { type: 'ended', because: 'circle' } : { type: 'look', leader };
}
