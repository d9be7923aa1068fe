import { readFileSync } from 'node:fs';
import { sans } from './theme.ts';

const read = (name: string) =>
  readFileSync(new URL(`../style/${name}.css`, import.meta.url), 'utf8');

/** Named colours for a white and a black background, each one rule of `:root`. */
export const [light = '', dark = ''] = ['light', 'dark'].map(read);

/** The families and sizes of type. */
export const fonts = `:root { --sans: ${sans}; }\n${read('fonts')}`;

/** The style sheet of every page. */
export const style = [
  light,
  `@media screen and (prefers-color-scheme: dark) {\n${dark}}\n`,
  fonts,
  ...['page', 'tables', 'figures', 'runs'].map(read),
].join('');

/** An SVG as a file of its own, light or dark by the reader's preference. */
export const standalone = (svg: string): string =>
  `${svg.replace('>', `><style>${light}@media (prefers-color-scheme: dark) {\n${dark}}</style>`)}\n`;
