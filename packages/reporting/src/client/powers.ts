import { power } from '../html.ts';
import { make } from './elements.ts';

/** Splits a text into its exponents and the remaining text, bases included. */
function partsOf<Part>(
  text: string,
  raised: (exponent: string) => Part,
  level: (rest: string, isFirst: boolean) => Part,
): Part[] {
  const parts = text.split(power); // text, base, exponent, text, …
  return parts.flatMap((part, at) => {
    if (at % 3 === 1) return [];
    if (at % 3 === 2) return [raised(part.replace('-', '−'))];
    return [level(part + (parts[at + 1] ?? ''), at === 0)];
  });
}

/** A text with its exponents as superscripts. */
export function withPowers(text: string): DocumentFragment {
  const all = document.createDocumentFragment();
  all.append(
    ...partsOf<Node | string>(
      text,
      (exponent) => make('sup', exponent),
      (rest) => rest,
    ),
  );
  return all;
}

function span(text: string, attributes: Readonly<Record<string, string>>): SVGTSpanElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', 'tspan');
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** Renders the powers in an SVG text as superscripts. */
export function raisePowers(element: Element): void {
  if (element.childElementCount > 0 || !power.test(element.textContent)) return;
  const parts = partsOf(
    element.textContent,
    (exponent) => span(exponent, { dy: '-.4em', 'font-size': '75%' }),
    (rest, isFirst) => span(rest, isFirst ? {} : { dy: '.3em' }),
  );
  element.replaceChildren(...parts);
}
