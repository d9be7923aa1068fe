import { randomStream } from '@singlora/runtime';
import { expect, it } from 'vitest';
import { caption, described, namedShares } from './caption.ts';
import { colourNames } from './colours.ts';
import { patternNames } from './patterns.ts';
import { backdrops } from './scenes/registry.ts';
import { numbers, viewOf } from './views.test.support.ts';

const captions = numbers(3000).map((seed) => {
  const view = viewOf(seed);
  return { view, text: caption(randomStream(seed, 'caption'), view) };
});

const words = (text: string) => text.split(' ');

it('names a colour, a pattern or a scene only if it is the right one, and always the class', () => {
  for (const { view, text } of captions) {
    const { subject, scene } = view;
    const { phrase } = backdrops[scene.name];
    const place = text.endsWith(` ${phrase}`) ? phrase.length + 1 : 0;
    const rest = words(text.slice(0, text.length - place).replace(/^a photo of /, ''));
    expect(['a', 'an']).toContain(rest[0]);
    expect(rest.at(-1)).toBe(subject.class);
    // So neither the pattern's colour nor that of parts ever occurs: they differ from the body's.
    const named = rest.slice(1, -1);
    for (const word of named) expect([subject.colour, subject.pattern]).toContain(word);
    expect(named.length).toBe(new Set(named).size);
  }
});

it('does not depend on what it never names', () => {
  for (const seed of numbers(50)) {
    const view = viewOf(seed);
    const { subject } = view;
    const other = {
      ...view,
      subject: {
        ...subject,
        partColour: subject.patternColour,
        patternColour: subject.partColour,
        proportions: [0.1, 0.2, 0.3, 0.4] as const,
      },
    };
    expect(caption(randomStream(seed), other)).toBe(caption(randomStream(seed), view));
  }
});

it('names each as often as stated', () => {
  const share = (names: readonly string[]) =>
    captions.filter(({ text }) => names.some((name) => words(text).includes(name))).length /
    captions.length;
  // Four standard errors for 3,000 captions.
  expect(Math.abs(share(colourNames) - namedShares.colour)).toBeLessThan(0.037);
  expect(Math.abs(share(patternNames) - namedShares.pattern)).toBeLessThan(0.037);
  const places = captions.filter(({ view, text }) =>
    text.endsWith(backdrops[view.scene.name].phrase),
  );
  expect(Math.abs(places.length / captions.length - namedShares.scene)).toBeLessThan(0.032);
});

it('is English', () => {
  expect(described({ class: 'mug', colour: 'red', pattern: 'striped' })).toBe('a striped red mug');
  expect(described({ class: 'car', colour: 'orange' })).toBe('an orange car');
  expect(described({ class: 'house' })).toBe('a house');
});
