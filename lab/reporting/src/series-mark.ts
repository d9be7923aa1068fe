import { markup, pageOnly, type Html } from './html.ts';
import { shapeOf } from './theme.ts';

/** The mark before a series' name: its shape in its colour, as in the charts. */
export const seriesMark = (colour: string): Html =>
  pageOnly(
    markup`<svg class="dot" viewBox="-1.3 -1.3 2.6 2.6" fill="${colour}" aria-hidden="true"><path d="${shapeOf(colour)}"/></svg>`,
  );
