import type { Backdrop } from './backdrop.ts';
import { beach } from './beach.ts';
import { city } from './city.ts';
import { desert } from './desert.ts';
import { forest } from './forest.ts';
import { meadow } from './meadow.ts';
import { night } from './night.ts';
import { road } from './road.ts';
import { room } from './room.ts';
import { snow } from './snow.ts';
import { underwater } from './underwater.ts';

/** Every scene. */
export const backdrops = {
  beach,
  snow,
  meadow,
  desert,
  night,
  underwater,
  city,
  room,
  forest,
  road,
} as const satisfies Record<string, Backdrop>;

/** The name of a scene. */
export type SceneName = keyof typeof backdrops;

/** All of them, in the registry's order. */
export const sceneNames = Object.keys(backdrops) as readonly SceneName[];
