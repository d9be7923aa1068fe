import type { TopLevelSpec } from 'vega-lite';
import { compactSvg } from './compact-svg.ts';
import { standalone } from './style.ts';
import { textWidth } from './text-width.ts';
import { chartWidth, frame } from './theme.ts';

/** A chart as an SVG file with its own colours, light or dark by the reader's preference. */
export async function chartSvg(spec: TopLevelSpec, width: number): Promise<string> {
  return standalone(compactSvg(await drawChart({ ...spec, background: 'var(--paper)' }, width)));
}

/** The chart as SVG, without parts that only serve the pointer. Warnings of Vega-Lite are errors here. */
export async function drawChart(spec: TopLevelSpec, width: number = chartWidth): Promise<string> {
  // Loaded lazily: most callers never draw a chart.
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  // Vega's types leave it out.
  const { textMetrics } = vega as unknown as { textMetrics: { width: typeof textWidth } };
  textMetrics.width = textWidth;
  const problems: string[] = [];
  const note = (...messages: readonly unknown[]) => {
    problems.push(...messages.map(String));
    return logger;
  };
  const ignore = () => logger;
  const logger = { level: () => logger, error: note, warn: note, info: ignore, debug: ignore };
  const { layer, ...rest } = spec as { layer?: readonly object[] };
  const still = layer && {
    layer: layer.filter((one) => !('params' in one)).map(withoutConditions),
  };
  const whole = { ...frame, ...rest, ...still, width } as TopLevelSpec;
  const { spec: compiled } = compile(whole, { logger });
  if (problems.length > 0) throw new Error(problems.join('; '));
  const view = new vega.View(vega.parse(compiled), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

const withoutConditions = ({ encoding = {}, ...layer }: { encoding?: object }) => ({
  ...layer,
  encoding: Object.fromEntries(
    Object.entries(encoding).filter(
      ([, channel]) => !Object.hasOwn((channel ?? {}) as object, 'condition'),
    ),
  ),
});
