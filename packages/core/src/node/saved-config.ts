import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { safetensorsMetadata } from '../formats/index.ts';
import { ownFile, ownSettings } from '../files/own-file.ts';
import type { AdapterConfig } from '../registry.ts';

/**
 * The settings of a saved adapter whose `adapter_config.json`, given by its path, is that of the LoRA with the same update;
 * undefined where it is no such file, so that its own settings count.
 * @throws {CoreError | FormatError} where the file of the adapter's own is not valid
 */
export function savedConfig(path: string): AdapterConfig | undefined {
  const own = join(dirname(path), ownFile);
  if (basename(path) !== 'adapter_config.json' || !existsSync(own)) return undefined;
  return ownSettings(own, safetensorsMetadata(readFileSync(own), own)).config;
}
