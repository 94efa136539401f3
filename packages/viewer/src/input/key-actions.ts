import { type KeyAction, oppositeOf } from '@scholia/tools';
import type { ViewModel } from '../model.ts';
import { PLANES, type Plane } from '../space/plane.ts';
import type { Viewer } from '../viewer-api.ts';
import { CT_PRESETS } from '../window.ts';

/** What the keys need beyond the public viewer. */
export interface KeyContext {
  readonly viewer: Viewer;
  readonly model: ViewModel;
  /** Plane under the pointer, or the one used last. */
  readonly plane: Plane;
  scroll(plane: Plane, slices: number): void;
  resizeBrush(factor: number): void;
  crosshairHere(): void;
  maximiseHere(): void;
  /** False if there is nothing to fix, or to cancel. */
  fixDraft(): boolean;
  cancelStroke(): boolean;
  /** Redraws after a change of the model. */
  refresh(): void;
}

/** Carries out an action that belongs to the viewer. False: not ours, or nothing to do. */
export function actOnKey({ action, phase, digit }: KeyAction, context: KeyContext): boolean {
  const { viewer, model, plane } = context;
  const slices = (n: number): true => {
    context.scroll(plane, n);
    return true;
  };
  const done = (): true => {
    context.refresh();
    return true;
  };
  const isPress = phase === 'press';
  switch (action) {
    case 'tool.navigate':
      viewer.setTool('navigate');
      return true;
    case 'tool.brush':
      viewer.setTool('brush');
      return true;
    case 'tool.lasso':
      viewer.setTool('lasso');
      return true;
    case 'tool.rectangle':
      viewer.setTool('rectangle');
      return true;
    case 'tool.fill':
      viewer.setTool('fill');
      return true;
    case 'tool.box':
      viewer.setTool('box');
      return true;
    case 'tool.scribble':
      viewer.setTool(model.tool === 'scribble-foreground' ? 'scribble-background' : 'scribble-foreground');
      return true;
    case 'tool.click':
      viewer.setTool(model.tool === 'click-inside' ? 'click-outside' : 'click-inside');
      return true;
    case 'tool.window':
      viewer.setTool('window');
      return true;
    case 'tool.zoom':
      viewer.setTool('zoom');
      return true;
    case 'tool.pan':
      model.heldTool = isPress ? 'pan' : undefined;
      return done();
    case 'erase.hold':
      model.heldTool = isPress ? 'eraser' : undefined;
      return done();
    case 'erase.toggle':
      viewer.setTool(/^(scribble|click)/.test(model.tool) ? 'eraser' : (oppositeOf(model.tool) ?? 'eraser'));
      return true;
    case 'brush.smaller':
      context.resizeBrush(1 / 1.2);
      return true;
    case 'brush.larger':
      context.resizeBrush(1.2);
      return true;
    case 'brush.shape':
      viewer.setTool(model.tool, { shape: model.settings.shape === 'disc' ? 'sphere' : 'disc' });
      return true;
    case 'slice.next':
      return slices(1);
    case 'slice.previous':
      return slices(-1);
    case 'slice.forward10':
      return slices(10);
    case 'slice.back10':
      return slices(-10);
    case 'slice.first':
      return slices(-model.crosshair[PLANES[plane].normal]);
    case 'slice.last':
      return slices(model.orientation?.dims[PLANES[plane].normal] ?? 0);
    case 'crosshair.here':
      context.crosshairHere();
      return true;
    case 'window.auto':
      viewer.autoWindow();
      return true;
    case 'window.preset': {
      const preset = CT_PRESETS[(digit ?? 0) - 1];
      if (preset) viewer.setWindow(preset.min, preset.max);
      return preset !== undefined;
    }
    case 'label.choose': {
      const label = model.labels[(digit ?? 0) - 1];
      if (label) viewer.setTool(model.tool, { label: label.value });
      return label !== undefined;
    }
    case 'overlay.peek':
      model.peeking = isPress;
      return done();
    case 'overlay.toggle':
      viewer.setLabelsShown(!model.labelsShown);
      return true;
    case 'overlay.outline':
      viewer.setOutline(!model.outline);
      return true;
    case 'view.maximise':
      context.maximiseHere();
      return true;
    case 'view.fit':
      viewer.fit();
      return true;
    case 'proposal.accept':
      return context.fixDraft();
    case 'proposal.discard':
      return context.cancelStroke();
    case 'edit.undo':
    case 'edit.redo':
    case 'history.toggle':
    case 'history.blame':
    case 'proposal.unsure':
      return false;
  }
}
