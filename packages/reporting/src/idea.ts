import { markup, pageOnly, trusted, type Html } from './html.ts';
import { methodColour, methodTitle } from './methods.ts';
import { standalone } from './style.ts';

/** In pixels: a layer's width n and the rank r, and the size of one drawing. */
const [n, r] = [88, 24];
const [width, height] = [296, 176];
const middle = 82;

/** The two methods: their factors, the first n × r and the second r × n. */
const updates = [
  {
    method: 'lora',
    factors: ['B', 'A'],
    trained: 'trained: B and A, 2nr numbers',
    says: 'The frozen square matrix W0 plus the product of two trained matrices: B of size n × r and A of size r × n.',
  },
  {
    method: 'singlora',
    factors: ['A', 'Aᵀ'],
    trained: 'trained: A alone, nr numbers',
    says: 'The frozen square matrix W0 plus the product of one trained matrix A of size n × r and its own transpose, which is not stored (dashed).',
  },
] as const;

const text = (x: number, y: number, words: string, look = 'fill="var(--ink-2)"') =>
  `<text x="${x}" y="${y}" text-anchor="middle" ${look}>${words}</text>`;

const box = (x: number, [across, down]: readonly [number, number], look: string) =>
  `<rect x="${x}" y="${middle - down / 2}" width="${across}" height="${down}" ${look}/>`;

/** One method's update as shapes: the weight and both factors to scale. */
function drawing({ method, factors: [left, right], trained }: (typeof updates)[number]): string {
  const colour = methodColour(method, []);
  const isTied = right.startsWith(left);
  const full = `fill="${colour}" stroke="${colour}"`;
  const again = `fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="5 3"`;
  const bold = (fill: string) => `fill="${fill}" font-weight="600"`;
  return [
    text(width / 2, 16, `${methodTitle(method)}: W₀ + ${left}·${right}`, bold(colour)),
    box(14, [n, n], 'fill="var(--rule)" stroke="var(--rule-2)"'),
    text(14 + n / 2, middle + 5, 'W₀', bold('var(--ink)')),
    text(124, middle + 5, '+'),
    box(146, [r, n], full),
    text(146 + r / 2, middle + 5, left, bold('var(--paper)')),
    text(139, middle + 4, 'n'),
    text(146 + r / 2, middle - n / 2 - 5, 'r'),
    text(179, middle + 5, '·'),
    box(189, [n, r], isTied ? again : full),
    text(189 + n / 2, middle + 5, right, bold(isTied ? colour : 'var(--paper)')),
    text(189 + n / 2, middle - r / 2 - 5, 'n'),
    text(283, middle + 4, 'r'),
    text(14 + n / 2, middle + n / 2 + 15, 'frozen'),
    text(width / 2, height - 8, trained),
  ].join('');
}

const frame = (across: number, title: string, says: string, content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${across} ${height}" width="${across}" height="${height}" role="img" font-family="sans-serif" font-size="13"><title>${title}</title><desc>${says}</desc>${content}</svg>`;

/** The idea as a figure of a page: LoRA's two matrices beside SingLoRA's one. */
export const ideaHtml = (): Html =>
  pageOnly(markup`<figure class="idea">
${updates.map((one) => trusted(frame(width, methodTitle(one.method), one.says, drawing(one))))}
</figure>
`);

/** The same as one SVG file, light or dark by the reader's preference. */
export const ideaSvg = (): string =>
  standalone(
    frame(
      2 * width + 20,
      `${updates.map(({ method }) => methodTitle(method)).join(' and ')}`,
      updates.map(({ says }) => says).join(' '),
      updates
        .map((one, at) => `<g transform="translate(${at * (width + 20)})">${drawing(one)}</g>`)
        .join(''),
    ),
  );
