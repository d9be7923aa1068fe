import type { RandomStream } from '@singlora/runtime';
import { fourNumbers, oneOf } from './draw.ts';
import type { Layout } from './scenes/backdrop.ts';
import { sceneNames, type SceneName } from './scenes/registry.ts';

/** The surroundings of a subject: a place, and how its things stand. */
export interface Scene {
  readonly name: SceneName;
  readonly layout: Layout;
}

/** A scene of any name, each as likely, or of the one that is given. */
export const drawScene = (stream: RandomStream, name = oneOf(stream, sceneNames)): Scene => ({
  name,
  layout: fourNumbers(stream),
});
