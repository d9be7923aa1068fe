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
const line = /<line(?: transform="translate\(([^)]*)\)")? x2="([^"]*)" y2="([^"]*)"/g;
/** Neighbours that differ only in their path. */
const alike = /<path d="[^"]*"([^>]*)\/>(?:<path d="[^"]*"\1\/>)+/g;

/** A drawing of Vega as a smaller SVG that looks the same: coordinates to a tenth of a pixel, and powers raised. */
export function compactSvg(svg: string): string {
  const small = svg
    .replace(unpainted, '')
    .replace(idle, '')
    .replaceAll(` font-size="${size}px"`, '')
    .replace(coordinate, tenth)
    .replace(circle, '<circle cx="$1" cy="$2" r="$3"')
    .replace(line, (_, from: string | undefined, x: string, y: string) => {
      const to = x === '0' ? `v${y}` : y === '0' ? `h${x}` : `l${x},${y}`;
      return `<path d="M${from ?? '0,0'}${to}"`;
    })
    .replace(alike, (all, rest: string) => {
      const paths = [...all.matchAll(/ d="([^"]*)"/g)].map(([, path]) => path);
      return `<path d="${paths.join('')}"${rest}/>`;
    })
    .replace(/(?<=<(?:text|tspan)[^>]*>)[^<]+/g, raised);
  return withoutEmpty(small).replace('>', ` font-size="${size}" font-family='${sans}'>`);
}

const tenth = (number: string) =>
  String(Number(Number(number).toFixed(1))).replace(/^(-?)0\./, '$1.');

function withoutEmpty(svg: string): string {
  const less = svg.replace(/<g[^>]*(?:\/>|><\/g>)/g, '');
  return less === svg ? svg : withoutEmpty(less);
}

const raised = (text: string) =>
  powerParts(text)
    .map((part, at) => {
      if (at % 2 === 1) return `<tspan dy="-.4em" font-size="75%">${part}</tspan>`;
      return at > 0 && part !== '' ? `<tspan dy=".3em">${part}</tspan>` : part;
    })
    .join('');
