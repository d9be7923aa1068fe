import { powerParts } from './html.ts';
import { frame, sans } from './theme.ts';

/** Attributes that only Vega's program reads, or that say what holds without them. */
const idle =
  / (?:class|aria-[a-z]+|role|pointer-events|xmlns:xlink|version|font-family)="[^"]*"| (?:opacity|stroke-width)="1"| transform="translate\(0,0\)"/g;

/** What paints nothing: Vega's frames of groups without a colour, and labels that it hides. */
const unpainted =
  /<path class="(?:back|fore)ground"(?![^>]* (?:fill|stroke)="(?!none|transparent))[^>]*\/>|<text [^>]*opacity="0"[^>]*>.*?<\/text>/g;

const size = frame.config.text.fontSize;

const coordinate = /(?<= (?:d|transform|width|height|[xy]2)="[^"]*)-?\d+\.\d+/g;
const circle =
  /<path transform="translate\(([^,]+),([^)]+)\)" d="M([\d.]+),0A\3,\3,0,1,1,-\3,0A\3,\3,0,1,1,\3,0"/g;
/** A circle without an outline. */
const dot =
  /<circle cx="([^"]*)" cy="([^"]*)" r="([^"]*)" fill="([^"]*)"(?: stroke-width="[^"]*")?((?: opacity="[^"]*")?)\/>/g;
const line = /<line(?: transform="translate\(([^)]*)\)")? x2="([^"]*)" y2="([^"]*)"/g;
/** Neighbours that differ only in their place and words. */
const labels =
  /<text( text-anchor="\w+") x="[^"]*" y="[^"]*"( fill="[^"]*")>[^<]*<\/text>(?:<text\1 x="[^"]*" y="[^"]*"\2>[^<]*<\/text>)+/g;
const placed = /(<text[^>]*) transform="translate\(([^,]+),([^)]+)\)"(?=[^>]*>[^<]*<\/text>)/g;
/** Neighbours that differ only in their path. */
const alike = /<path d="[^"]*"([^>]*)\/>(?:<path d="[^"]*"\1\/>)+/g;

/** A drawing of Vega as a smaller SVG that looks the same: coordinates to a tenth of a pixel, and powers raised. */
export function compactSvg(svg: string): string {
  const plain = svg
    .replace(unpainted, '')
    .replace(idle, '')
    .replaceAll(` font-size="${size}px"`, '')
    .replace(coordinate, tenth)
    .replace(placed, '$1 x="$2" y="$3"');
  const small = withoutBare(withoutEmpty(plain))
    .replace(circle, '<circle cx="$1" cy="$2" r="$3"')
    // Without a length, round ends alone are left of a line.
    .replace(dot, (_, x: string, y: string, r: string, fill: string, opacity: string) => {
      const width = tenth(String(2 * Number(r)));
      return `<path d="M${x},${y}h0" stroke="${fill}" stroke-width="${width}" stroke-linecap="round"${opacity}/>`;
    })
    .replace(labels, (all, anchor: string, fill: string) => {
      const texts = all.replaceAll(`<text${anchor}`, '<text').replaceAll(`${fill}>`, '>');
      return `<g${anchor}${fill}>${texts}</g>`;
    })
    .replace(line, (_, from: string | undefined, x: string, y: string) => {
      const to = x === '0' ? `v${y}` : y === '0' ? `h${x}` : `l${x},${y}`;
      return `<path d="M${from ?? '0,0'}${to}"`;
    })
    .replace(alike, (all, rest: string) => {
      const paths = [...all.matchAll(/ d="([^"]*)"/g)].map(([, path]) => path);
      return `<path d="${paths.join('')}"${rest}/>`;
    })
    .replace(/(?<=<(?:text|tspan)[^>]*>)[^<]+/g, raised);
  return small.replace('>', ` font-size="${size}" font-family='${sans}'>`);
}

const tenth = (number: string) =>
  String(Number(Number(number).toFixed(1))).replace(/^(-?)0\./, '$1.');

function withoutEmpty(svg: string): string {
  const less = svg.replace(/<g[^>]*(?:\/>|><\/g>)/g, '');
  return less === svg ? svg : withoutEmpty(less);
}

/** Leaves out the tags of groups without attributes. */
function withoutBare(svg: string): string {
  const open: boolean[] = [];
  return svg.replace(/<g[^>]*>|<\/g>/g, (tag) => {
    if (tag !== '</g>') open.push(tag === '<g>');
    return tag === '<g>' || (tag === '</g>' && open.pop()) ? '' : tag;
  });
}

const raised = (text: string) =>
  powerParts(text)
    .map((part, at) => {
      if (at % 2 === 1) return `<tspan dy="-.4em" font-size="75%">${part}</tspan>`;
      return at > 0 && part !== '' ? `<tspan dy=".3em">${part}</tspan>` : part;
    })
    .join('');
