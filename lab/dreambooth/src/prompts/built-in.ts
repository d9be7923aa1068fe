import { hash } from 'node:crypto';
import type { AssetRecord } from '@singlora/tracking';
import type { PromptLists } from './prompt-lists.ts';

/** A few prompts of our own, where google/dreambooth's are missing. */
export const builtInPrompts: PromptLists = {
  object: [
    'a {0} {1} on a kitchen table',
    'a {0} {1} on a pebble shore at dusk',
    'a {0} {1} among pine trees',
    'a {0} {1} in front of a brick wall',
    'a {0} {1} on a pile of old books',
    'a {0} {1} under a street lamp at night',
    'a {0} {1} on a window sill with flowers',
    'a {0} {1} in a desert',
    'a {0} {1} made of glass',
    'a green {0} {1}',
    'a golden {0} {1}',
    'a pencil drawing of a {0} {1}',
  ],
  live: [
    'a {0} {1} on a kitchen table',
    'a {0} {1} on a pebble shore at dusk',
    'a {0} {1} among pine trees',
    'a {0} {1} in front of a brick wall',
    'a {0} {1} asleep on a sofa',
    'a {0} {1} under a street lamp at night',
    'a {0} {1} in a desert',
    'a {0} {1} wearing a straw hat',
    'a {0} {1} wearing a blue raincoat',
    'a {0} {1} dressed as an astronaut',
    'a green {0} {1}',
    'a pencil drawing of a {0} {1}',
  ],
};

const fingerprint = (list: readonly string[]): string => hash('sha256', list.join('\n'));

/** The built-in prompts' entry in a run's record. */
export const builtInAsset: AssetRecord = {
  kind: 'dataset',
  id: 'built-in/prompts',
  revision: '1',
  source: 'built-in',
  origin: 'prompts of this project',
  sha256: {
    object: fingerprint(builtInPrompts.object),
    live: fingerprint(builtInPrompts.live),
  },
  standIn: `${builtInPrompts.object.length} prompts for objects and ${builtInPrompts.live.length} for live subjects, of our own wording, stand in for google/dreambooth's 25 and 25.`,
};
