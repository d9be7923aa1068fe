import { optimize } from 'svgo';
import { powerParts } from './html.ts';
import { frame, sans } from './theme.ts';

/** Attributes that only Vega's program reads. */
const idle = / (?:class|aria-[a-z]+|role|pointer-events|font-family)="[^"]*"/g;

/** What paints nothing: Vega's frames of groups without a colour, and labels that it hides. */
const unpainted =
  /<path class="(?:back|fore)ground"(?![^>]* (?:fill|stroke)="(?!none|transparent))[^>]*\/>|<text [^>]*opacity="0"[^>]*>.*?<\/text>/g;

const size = frame.config.text.fontSize;

/** A drawing of Vega as a smaller SVG that looks the same: coordinates to a tenth of a pixel, and powers raised. */
export function compactSvg(svg: string): string {
  const own = svg.replace(unpainted, '').replace(idle, '').replaceAll(` font-size="${size}px"`, '');
  const { data } = optimize(own, {
    floatPrecision: 1,
    plugins: ['preset-default'],
  });
  return data
    .replace('>', ` font-size="${size}" font-family='${sans}'>`)
    .replace(/(?<=<(?:text|tspan)[^>]*>)[^<]+/g, raised);
}

const raised = (text: string) =>
  powerParts(text)
    .map((part, at) => {
      if (at % 2 === 1) return `<tspan dy="-.4em" font-size="75%">${part}</tspan>`;
      return at > 0 && part !== '' ? `<tspan dy=".3em">${part}</tspan>` : part;
    })
    .join('');
