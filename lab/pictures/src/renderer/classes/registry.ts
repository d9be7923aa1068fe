import { ball } from './ball.ts';
import { boat } from './boat.ts';
import { bottle } from './bottle.ts';
import { car } from './car.ts';
import { cat } from './cat.ts';
import { fish } from './fish.ts';
import { flower } from './flower.ts';
import { house } from './house.ts';
import { mug } from './mug.ts';
import { mushroom } from './mushroom.ts';
import type { Parts } from './part.ts';
import { robot } from './robot.ts';
import { rocket } from './rocket.ts';

/** The parts of every class, by its word in captions. Add new classes at the end: the order decides which looks are held out. */
export const classes = {
  ball,
  mug,
  house,
  fish,
  car,
  mushroom,
  robot,
  cat,
  bottle,
  boat,
  flower,
  rocket,
} as const satisfies Record<string, Parts>;

/** The word for a subject's class. */
export type ClassName = keyof typeof classes;

/** All of them, in the registry's order. */
export const classNames = Object.keys(classes) as readonly ClassName[];
