import { gunzipSync, gzipSync } from 'node:zlib';
import type { TopLevelSpec } from 'vega-lite';
import { compactSvg } from './compact-svg.ts';
import { drawChart } from './draw.ts';
import { trusted, type Html } from './html.ts';

/** The place of a chart's drawing, and its specification, as `chartHtml` writes them. */
const place =
  /(<div class="plot"><svg)([^>]*>[^]*?)(<\/svg><\/div>\n<script type="application\/)json(" class="spec">)([^<]*)/g;

/** The body with its charts drawn, so that they are seen without a script, and their specifications packed. */
export async function withDrawings({ text }: Html): Promise<Html> {
  const parts: string[] = [];
  let from = 0;
  for (const found of text.matchAll(place)) {
    const [all, start = '', words = '', end = '', type = '', spec = ''] = found;
    const svg = compactSvg(await drawChart(JSON.parse(spec) as TopLevelSpec));
    const [, attributes = '', content = ''] =
      /^<svg(?: xmlns="[^"]*")?([^>]*)>([^]*)<\/svg>$/.exec(svg) ?? [];
    const packed = gzipSync(spec, { level: 9 }).toString('base64');
    parts.push(text.slice(from, found.index), start, attributes, words, content);
    parts.push(end, 'gzip', type, packed);
    from = found.index + all.length;
  }
  return trusted([...parts, text.slice(from)].join(''));
}

/** The specifications of a page's charts, by their ids. */
export const specsOf = (page: string): ReadonlyMap<string, TopLevelSpec> =>
  new Map(
    [...page.matchAll(/<figure class="chart" id="([^"]*)">[^]*?class="spec">([^<]*)/g)].map(
      ([, id = '', packed = '']) => {
        const text = gunzipSync(Buffer.from(packed, 'base64')).toString();
        return [id, JSON.parse(text) as TopLevelSpec];
      },
    ),
  );
