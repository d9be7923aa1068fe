import { powerParts } from '../html.ts';
import { make } from './elements.ts';

/** A text with its exponents as superscripts. */
export function withPowers(text: string): DocumentFragment {
  const all = document.createDocumentFragment();
  all.append(...powerParts(text).map((part, at) => (at % 2 === 1 ? make('sup', part) : part)));
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
  const parts = powerParts(element.textContent);
  if (element.childElementCount > 0 || parts.length === 1) return;
  const raised = { dy: '-.4em', 'font-size': '75%' };
  element.replaceChildren(
    ...parts.map((part, at) => span(part, at % 2 === 1 ? raised : at > 0 ? { dy: '.3em' } : {})),
  );
}
