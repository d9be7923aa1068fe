import { randomStream } from '@singlora/runtime';
import {
  drawPose,
  drawScene,
  drawSubject,
  render,
  sceneNames,
  type MadeUpSubject,
} from '@singlora/pictures';
import { expect, test } from 'vitest';
import { colourMatcher } from './colour-match.ts';

const stream = randomStream(3, 'matches');
const house: MadeUpSubject = {
  ...drawSubject(stream, 'held-out', 'house'),
  pattern: 'striped',
  proportions: [0.8, 0.8, 0.8, 0.8],
};
const pictureOf = (subject: MadeUpSubject, scene = sceneNames[0]!) =>
  render({ subject, scene: drawScene(stream, scene), pose: drawPose(stream) }, 48);

test("a subject's own colours match in every scene and pose", () => {
  for (const scene of sceneNames) {
    const pose = drawPose(stream);
    const picture = render({ subject: house, scene: drawScene(stream, scene), pose }, 48);
    expect(colourMatcher(house)(picture)).toBeGreaterThan(0.6);
  }
});

test('another colour of the body, the parts or the pattern is told', () => {
  const picture = pictureOf({
    ...house,
    colour: 'red',
    partColour: 'blue',
    patternColour: 'white',
  });
  const named = { ...house, colour: 'red', partColour: 'blue', patternColour: 'white' } as const;
  const right = colourMatcher(named)(picture);
  for (const field of ['colour', 'partColour', 'patternColour']) {
    const wrong = colourMatcher({ ...named, [field]: 'green' })(picture);
    expect(wrong).toBeLessThan(right - 0.1);
  }
});

test('what a subject does not show is not judged', () => {
  // Its window's frame is thinner than a pixel.
  const narrow = { pattern: 'plain', proportions: [0.2, 0.2, 0.2, 0.2] } as const;
  const rocket = { ...drawSubject(stream, 'train', 'rocket'), ...narrow };
  const picture = pictureOf(rocket);
  const [match, ofAnother] = [rocket.patternColour, 'green' as const].map((patternColour) =>
    colourMatcher({ ...rocket, patternColour })(picture),
  );
  expect(ofAnother).toBe(match);
  expect(match).toBeGreaterThan(0.7); // at most 2/3 if it counted as missing
});

test('what was compared before does not matter', () => {
  const pictures = sceneNames.map((scene) => pictureOf(house, scene));
  const matcher = colourMatcher(house);
  const together = pictures.map((picture) => matcher(picture));
  expect(together).toEqual(pictures.map((picture) => colourMatcher(house)(picture)));
});

test('a picture that is not square is refused', () => {
  const picture = { width: 2, height: 1, pixels: new Uint8Array(6) };
  expect(() => colourMatcher(house)(picture)).toThrow('2 × 1');
});
