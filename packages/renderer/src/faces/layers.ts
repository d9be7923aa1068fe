import { colours, edgeOf, type Rgb } from '../colours.ts';
import { mirrored, moved } from '../combine.ts';
import type { Layer } from '../paint.ts';
import { between } from '../proportions.ts';
import { bow, box, ellipse, type Shape } from '../shapes.ts';
import { accessories } from './accessories.ts';
import { beards } from './beards.ts';
import { browsOf, eyeColours, hairColours, lipsOf, shadowOf, skinTones } from './colours.ts';
import { expressions } from './expressions.ts';
import { eyesOf } from './eyes.ts';
import type { Feature } from './feature.ts';
import { hairStyles, type Hair } from './hair.ts';
import { headOf } from './head.ts';
import { mouthOf } from './mouth.ts';
import type { FaceView } from './view.ts';

const shade = 0.12;
/** How far the face moves where the head looks aside, in the head's coordinates. */
const parallax = 0.12;

const flat = ({ shape, colour }: Feature): Layer => ({ shape, fill: { colour, shade } });
const edged = (shape: Shape, colour: Rgb): Layer => ({
  shape,
  fill: { colour, shade, edge: edgeOf(colour) },
});

/** A person's head and shoulders from behind to the front, in the head's coordinates. */
export function faceLayers({
  person,
  aside,
  gaze,
  clothes,
  accessory,
  ...view
}: Omit<FaceView, 'scene' | 'pose'>): Layer[] {
  const { measures } = person;
  const head = headOf(measures);
  const expression = expressions[view.expression];
  const skin = skinTones[person.skin];
  const hairColour = hairColours[person.hairColour];
  const hair: Hair = hairStyles[person.hair](head);
  const beard = beards[person.beard]?.(head);
  const worn = accessory && accessories[accessory];

  /** As they are where the head looks aside: what stands out from it moves more. */
  const front = (features: readonly Feature[], depth = 1): Layer[] =>
    features.map(({ shape, colour }) =>
      flat({ shape: moved(shape, parallax * aside * depth, 0), colour }),
    );
  const locks = (shape: Shape | undefined) => (shape ? [edged(shape, hairColour)] : []);
  const ear = ellipse(head.half * 0.98, head.eyeY + 0.12, 0.13, between(0.14, 0.26, measures.ears));
  const nose = bow(between(0.07, 0.22, measures.noseWidth), 0.09, 0.045);

  return [
    ...locks(hair.back),
    edged(ellipse(0, 2.5, 1.5, 1.25), colours[clothes]),
    flat({ shape: box(0, 1.05, head.jaw * 0.6, 0.45, 0.2), colour: shadowOf(skin) }),
    edged(mirrored(ear), skin),
    edged(head.shape, skin),
    ...(beard ? front([{ shape: beard, colour: hairColour }], 0.5) : []),
    ...front(
      eyesOf(head, measures, expression, gaze, {
        iris: eyeColours[person.eyes],
        brows: browsOf(hairColour),
      }),
    ),
    ...front([{ shape: moved(nose, 0, head.noseY - 0.06), colour: shadowOf(skin) }], 1.6),
    ...front(mouthOf(head, measures, expression, lipsOf(skin)), 1.1),
    ...locks(hair.front),
    ...(worn ? front(worn.parts(head), worn.depth) : []),
  ];
}
