import { quoted } from '@singlora/formats';
import { badPipeline } from './errors.ts';

/** The factor by which Stable Diffusion 1.x multiplies its VAE's latents, so that they vary by about one. */
export const usualVaeScale = 0.18215;

/**
 * The `scaling_factor` of a VAE's configuration; old ones lack it, and then the usual one is used, with a notice.
 *
 * @param where for messages: the configuration's path
 * @throws HubError `HUB_PIPELINE` for one that is not a positive number
 */
export function vaeScale(
  config: unknown,
  where: string,
  onNotice: (line: string) => void = () => undefined,
): number {
  const scale = (config as { scaling_factor?: unknown } | null)?.scaling_factor;
  if (scale === undefined || scale === null) {
    onNotice(
      `${where} has no scaling_factor: ${usualVaeScale} is used, as in Stable Diffusion 1.x`,
    );
    return usualVaeScale;
  }
  if (typeof scale !== 'number' || !(scale > 0) || !Number.isFinite(scale))
    throw badPipeline(where, `its scaling_factor is ${quoted(scale)}, not a positive number`);
  return scale;
}
