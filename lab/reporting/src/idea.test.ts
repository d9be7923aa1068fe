import { expect, it } from 'vitest';
import { ideaHtml, ideaSvg } from './idea.ts';
import { methodColour } from './methods.ts';

/** Width × height of the rectangles in one method's colour. */
const sizes = (svg: string, method: string) =>
  [...svg.matchAll(/<rect [^>]*width="(\d+)" height="(\d+)"([^>]*)>/g)]
    .filter(([, , , look = '']) => look.includes(`stroke="${methodColour(method, [])}"`))
    .map(([, width, height]) => [Number(width), Number(height)]);

it.each(['lora', 'singlora'])('draws the factors of %s as one another’s transposes', (method) => {
  const [first = [], second] = sizes(ideaHtml().text, method);
  expect(first[0]).toBeLessThan(first[1] ?? 0);
  expect(second).toEqual(first.toReversed());
});

it('tells readers who cannot see it what it shows, in the page and in the file', () => {
  const told = /role="img"[^>]*>\s*<title>[^<]+<\/title>\s*<desc>[^<]+</g;
  expect(ideaHtml().text.match(told)).toHaveLength(2);
  expect(ideaSvg().match(told)).toHaveLength(2);
  expect(ideaSvg()).toContain('prefers-color-scheme: dark');
});
