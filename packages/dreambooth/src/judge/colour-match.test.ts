import { randomStream } from '@singlora/runtime';
import {
  drawPose,
  drawScene,
  drawSubject,
  render,
  sceneNames,
  type Subject,
} from '@singlora/renderer';
import { expect, test } from 'vitest';
import { colourMatcher } from './colour-match.ts';

const stream = randomStream(3, 'matches');
const house: Subject = {
  ...drawSubject(stream, 'held-out', 'house'),
  pattern: 'striped',
  proportions: [0.8, 0.8, 0.8, 0.8],
};
const pictureOf = (subject: Subject, scene = sceneNames[0]!) =>
  render({ subject, scene: drawScene(stream, scene), pose: drawPose(stream) }, 48);

test("a subject's own colours match in every scene and pose, and its pose is found", () => {
  for (const scene of sceneNames) {
    const pose = drawPose(stream);
    const picture = render({ subject: house, scene: drawScene(stream, scene), pose }, 48);
    const match = colourMatcher(house)(picture);
    for (const name of ['body', 'part', 'pattern'] as const)
      expect(match[name]).toBeGreaterThan(0.4);
    expect(match.value).toBeGreaterThan(0.6);
    expect(match.pose.x).toBeCloseTo(pose.x, 1);
    expect(match.pose.y).toBeCloseTo(pose.y, 1);
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
  const others = { body: 'colour', part: 'partColour', pattern: 'patternColour' } as const;
  for (const [region, field] of Object.entries(others) as [keyof typeof others, string][]) {
    const wrong = colourMatcher({ ...named, [field]: 'green' })(picture);
    expect(wrong[region]).toBeLessThan(right[region]! - 0.3);
    expect(wrong.value).toBeLessThan(right.value - 0.1);
  }
});

test('what a subject does not show is not judged', () => {
  const plain = drawSubject(stream, 'train', 'ball');
  const subject = { ...plain, pattern: 'plain' } as const;
  const match = colourMatcher(subject)(
    render({ subject, scene: drawScene(stream), pose: drawPose(stream) }, 48),
  );
  const shown = [match.body, match.part, match.pattern].filter((value) => value !== undefined);
  expect(match.value).toBeCloseTo(shown.reduce((a, b) => a + b) / shown.length);
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
