import { backdrops, sceneNames } from '../scenes/registry.ts';
import { accessories, type AccessoryName } from './accessories.ts';
import { expressionNames, expressions } from './expressions.ts';
import type { GivenSetting } from './view.ts';

/** What a prompt can ask a picture of a person for, and what it then shows. */
export interface Situation {
  /** Such as `smiling`, `wearing glasses`, `on the beach`. */
  readonly phrase: string;
  readonly given: GivenSetting;
}

/** Every expression, everything that may be worn, and every scene. */
export const situations: readonly Situation[] = [
  ...expressionNames.map((expression) => ({
    phrase: expressions[expression].phrase,
    given: { expression },
  })),
  ...(Object.keys(accessories) as AccessoryName[]).map((accessory) => ({
    phrase: accessories[accessory].phrase,
    given: { accessory },
  })),
  ...sceneNames.map((scene) => ({ phrase: backdrops[scene].phrase, given: { scene } })),
];
