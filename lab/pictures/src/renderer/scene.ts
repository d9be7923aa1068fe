import type { RandomStream } from '@singlora/runtime';
import { fourNumbers, oneOf } from './draw.ts';
import type { Layout } from './scenes/backdrop.ts';
import { sceneNames, type SceneName } from './scenes/registry.ts';

/** The surroundings of a subject: a place and the layout of its objects. */
export interface Scene {
  readonly name: SceneName;
  readonly layout: Layout;
}

/** A scene with the given name, or with a uniformly random one. */
export const drawScene = (stream: RandomStream, name = oneOf(stream, sceneNames)): Scene => ({
  name,
  layout: fourNumbers(stream),
});
