import { readFileSync } from 'node:fs';
import { markup, pageOnly, trusted, type Html } from './html.ts';
import { standalone } from './style.ts';

const read = (name: string) =>
  readFileSync(new URL(`../figures/${name}.svg`, import.meta.url), 'utf8');

/** The update of each method as shapes: the frozen weight and the factors to scale. */
const [lora = '', singlora = ''] = ['lora', 'singlora'].map(read);

/** The idea as a figure of a page: LoRA's two matrices beside SingLoRA's one. */
export const ideaHtml = (): Html =>
  pageOnly(markup`<figure class="idea">
${trusted(lora)}${trusted(singlora)}</figure>
`);

/** The same as one SVG file, light or dark by the reader's preference. */
export const ideaSvg = (): string =>
  standalone(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 612 176" width="612" height="176">${lora}${singlora.replace('<svg', '<svg x="316"')}</svg>`,
  );
