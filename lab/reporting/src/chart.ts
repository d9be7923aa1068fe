import type { TopLevelSpec } from 'vega-lite';
import { jsonBlock, markup, powerParts, powers, type Html } from './html.ts';

/** A chart of a page: its id, title, description and specification. */
export interface Chart {
  /** Unique in its page. */
  readonly id: string;
  readonly title: string;
  /** A text for readers who cannot see the chart. */
  readonly description: string;
  readonly caption?: string;
  /** The chart's own specification; the page adds `frame`, which all charts share. */
  readonly spec: TopLevelSpec;
}

/**
 * A figure with the place of the chart's drawing, which the document fills, and its specification, by which the page's
 * script draws it anew for the pointer, saves it, and lists it as a table.
 */
export function chartHtml({ id, title, caption, description, spec }: Chart): Html {
  return markup`<figure class="chart" id="${id}">
<figcaption><strong>${powers(title)}</strong> ${caption !== undefined && powers(caption)}</figcaption>
<div class="plot"><svg role="img" aria-labelledby="${id}-title" aria-describedby="${id}-says"><title id="${id}-title">${spoken(title)}</title><desc id="${id}-says">${spoken(description)}</desc></svg></div>
<script type="application/json" class="spec">${jsonBlock(withSafeNames(spec))}</script>
</figure>
`;
}

/** A text for reading aloud, with its powers in words. */
const spoken = (text: string) =>
  powerParts(text)
    .map((part, at) => (at % 2 === 1 ? ` to the power ${part}` : part))
    .join('');

/** Charts side by side where there is room; empty without charts. */
export function figures(charts: readonly (Chart | undefined)[]): Html {
  const drawn = charts.flatMap((chart) => (chart ? chartHtml(chart) : []));
  return drawn.length > 0 ? markup`<div class="figures">\n${drawn}</div>` : markup``;
}

/** Names that objects inherit: a whole text, or quoted in an expression. */
const names = Object.getOwnPropertyNames(Object.prototype).join('|');
const inherited = new RegExp(`^(?:${names})$|(?<=")(?:${names})(?=")`, 'g');

/** An invisible character after names by which Vega, that looks literals up in plain objects, would find an inherited property. */
export const guard = '\u2060';

function withSafeNames(spec: TopLevelSpec): TopLevelSpec {
  return JSON.parse(JSON.stringify(spec), (_key, value: unknown) =>
    typeof value === 'string' ? value.replace(inherited, `$&${guard}`) : value,
  ) as TopLevelSpec;
}
