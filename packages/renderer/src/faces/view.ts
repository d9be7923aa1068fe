import type { RandomStream } from '@singlora/runtime';
import { colourNames, type Colour } from '../colours.ts';
import { oneOf } from '../draw.ts';
import { between } from '../proportions.ts';
import type { Pose } from '../pose.ts';
import { drawScene, type Scene } from '../scene.ts';
import type { SceneName } from '../scenes/registry.ts';
import type { AccessoryName } from './accessories.ts';
import { expressionNames, type ExpressionName } from './expressions.ts';
import type { Person } from './person.ts';

/** What a picture of a person shows beside the person. */
export interface FaceSetting {
  readonly scene: Scene;
  /** Of the head's middle; its size is half of the head's height. */
  readonly pose: Pose;
  /** How far the head looks to the right, from −1 to 1. */
  readonly aside: number;
  /** How far the eyes do. */
  readonly gaze: number;
  readonly expression: ExpressionName;
  readonly accessory?: AccessoryName;
  readonly clothes: Colour;
}

/** A person in a setting. */
export interface FaceView extends FaceSetting {
  readonly person: Person;
}

/** What of a setting is not left to chance. */
export type GivenSetting = Partial<Pick<FaceSetting, 'expression' | 'accessory'>> & {
  readonly scene?: SceneName;
};

/** A setting, in which what is given is so: head and shoulders, nearly upright, with nothing worn unless it is given. */
export function drawFaceSetting(
  stream: RandomStream,
  { scene, accessory, expression = oneOf(stream, expressionNames) }: GivenSetting = {},
): FaceSetting {
  const inRange = (low: number, high: number) => between(low, high, stream.uniform());
  return {
    scene: drawScene(stream, scene),
    pose: {
      x: inRange(0.46, 0.54),
      y: inRange(0.46, 0.51),
      size: inRange(0.27, 0.31),
      turn: inRange(-0.12, 0.12),
      light: inRange(0.88, 1.06),
    },
    aside: inRange(-1, 1),
    gaze: inRange(-1, 1),
    expression,
    clothes: oneOf(stream, colourNames),
    ...(accessory && { accessory }),
  };
}
