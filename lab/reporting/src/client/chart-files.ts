import { csvTable } from '../table-formats.ts';
import { draw, specOf, markTables } from './chart-draw.ts';
import { find, make } from './elements.ts';

/** Replaces the page's named colours by their values: outside the page the names have no meaning. */
function resolved(text: string): string {
  const style = getComputedStyle(document.documentElement);
  return text.replace(/var\((--[\w-]+)\)/g, (_, name: string) =>
    style.getPropertyValue(name).trim(),
  );
}

async function svgOf(figure: Element): Promise<string> {
  if (!figure.querySelector('.plot svg')) await draw(figure);
  const svg = find<SVGElement>(figure, '.plot svg').cloneNode(true) as SVGElement;
  svg.style.background = 'var(--paper)';
  return resolved(new XMLSerializer().serializeToString(svg));
}

async function pngOf(figure: Element): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(await svgOf(figure))}`;
  await image.decode();
  const canvas = make('canvas');
  [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('The chart is too large.')))),
  );
}

const csvOf = async (figure: Element) =>
  markTables(await specOf(figure))
    .map(({ columns, values }) =>
      csvTable({
        headings: columns.map(({ title }) => ({ text: title, isRight: false })),
        rows: values.map((value) => columns.map(({ field }) => String(value[field] ?? ''))),
      }),
    )
    .join('\r\n');

/** The formats in which a chart is saved: the name, the file extension, and the content. */
export const savings: readonly (readonly [
  text: string,
  ending: string,
  of: (figure: Element) => BlobPart | Promise<BlobPart>,
])[] = [
  ['PNG', '.png', pngOf],
  ['SVG', '.svg', svgOf],
  ['CSV', '.csv', csvOf],
  [
    'Specification',
    '.vl.json',
    async (figure) => resolved(JSON.stringify(await specOf(figure), null, 2)),
  ],
];
