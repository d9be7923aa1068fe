import { markup, type Html, type HtmlValue } from './html.ts';
import { seriesMark } from './series-mark.ts';

/** An image file that is embedded in the page. */
export interface EmbeddedImage {
  readonly type: 'webp' | 'png';
  readonly bytes: Uint8Array;
}

/** Pictures side by side as one image. */
export interface PictureRow {
  readonly title: string;
  /** The series' CSS colour: its mark stands before the title. */
  readonly colour?: string | undefined;
  /** A text for readers who cannot see the pictures. */
  readonly description: string;
  readonly image: EmbeddedImage;
}

interface PictureRowsOptions {
  readonly title: string;
  readonly caption?: string;
  /** The height of a row on the screen, in pixels. */
  readonly height: number;
  /** Whether to show the pictures' pixels unsmoothed: for pictures of few pixels. */
  readonly pixelated: boolean;
  /** The subjects of the pictures in every row, from the left; one per picture. */
  readonly columns?: readonly string[];
  /** Rows above them with pictures of something else, possibly more or fewer. */
  readonly above?: readonly PictureRow[];
}

/** Rows of pictures under common headings, one embedded image per row; they scroll where they overflow the page. */
export function pictureRows(
  rows: readonly PictureRow[],
  { title, caption, height, pixelated, columns = [], above = [] }: PictureRowsOptions,
): Html {
  const heads =
    columns.length > 0 &&
    markup`<div class="corner"></div><div class="heads" aria-hidden="true">${columns.map((text) => markup`<span>${text}</span>`)}</div>\n`;
  const gridHtml = (content: HtmlValue) =>
    markup`<div class="grid${pixelated && ' pixelated'}">\n${content}</div>\n`;
  return markup`<figure class="pictures">
<figcaption><strong>${title}</strong> ${caption}</figcaption>
<div class="sheets" tabindex="0" role="group" aria-label="${title}">
${above.length > 0 && gridHtml(above.map((row) => rowHtml(row, height)))}${gridHtml([heads, ...rows.map((row) => rowHtml(row, height))])}</div>
</figure>
`;
}

/** The first picture of each row, side by side, with a caption below each. */
export function picturesBeside(
  all: readonly (PictureRow & { readonly says: string })[],
  { title, caption, pixelated }: Pick<PictureRowsOptions, 'title' | 'caption' | 'pixelated'>,
): Html {
  const each = all.map(
    (one) =>
      markup`<div><img src="${dataUrl(one.image)}" alt="${one.description}"><div class="name">${nameHtml(one)}</div><small>${one.says}</small></div>\n`,
  );
  return markup`<figure class="beside">
<figcaption><strong>${title}</strong> ${caption}</figcaption>
<div class="row${pixelated && ' pixelated'}">${each}</div>
</figure>
`;
}

const nameHtml = ({ title, colour }: Pick<PictureRow, 'title' | 'colour'>): Html =>
  markup`${colour && seriesMark(colour)}${title}`;

const dataUrl = ({ type, bytes }: EmbeddedImage): string =>
  `data:image/${type};base64,${Buffer.from(bytes).toString('base64')}`;

function rowHtml(row: PictureRow, height: number): Html {
  return markup`<div class="name">${nameHtml(row)}</div><img src="${dataUrl(row.image)}" alt="${row.description}" style="height:${height}px">\n`;
}
