import { join } from 'node:path';
import {
  fromFloat32,
  streamSafetensors,
  writeFileAtomic,
  writeSafetensors,
} from '@singlora/formats';

/** A checkpoint in bfloat16 of square matrices, and a LoRA on some of them. */
export interface MergeCase {
  readonly matrices: number;
  readonly adapted: number;
  readonly width: number;
  readonly rank: number;
  readonly alpha: number;
}

/** Where a case's checkpoint and adapter lie, and where the result goes. */
export interface MergeFiles {
  readonly base: string;
  readonly adapter: string;
  readonly out: string;
  readonly scale: number;
}

/** Writes a case's files into a folder, of random numbers. */
export async function writeMergeFiles(folder: string, given: MergeCase): Promise<MergeFiles> {
  const { matrices, adapted, width, rank, alpha } = given;
  const random = (count: number) => Float32Array.from({ length: count }, () => Math.random() - 0.5);
  const layer = (i: number) => `model.layers.${i}.self_attn.q_proj`;
  const data = fromFloat32(random(width * width), 'BF16');
  const weight = {
    dtype: 'BF16' as const,
    shape: [width, width],
    read: () => Promise.resolve(data),
  };
  const base = join(folder, 'model.safetensors');
  const weights = Array.from(
    { length: matrices },
    (_, i) => [`${layer(i)}.weight`, weight] as const,
  );
  await streamSafetensors(base, Object.fromEntries(weights), { format: 'pt' });

  const adapter = join(folder, 'adapter');
  const factors = Array.from({ length: adapted }, (_, i) => [
    [`base_model.model.${layer(i)}.lora_A.weight`, [rank, width]] as const,
    [`base_model.model.${layer(i)}.lora_B.weight`, [width, rank]] as const,
  ]).flat();
  const tensors = factors.map(([name, shape]) => [
    name,
    { dtype: 'F32' as const, shape, data: random(rank * width) },
  ]);
  await writeSafetensors(
    join(adapter, 'adapter_model.safetensors'),
    Object.fromEntries(tensors) as Parameters<typeof writeSafetensors>[1],
  );
  const settings = { peft_type: 'LORA', r: rank, lora_alpha: alpha, target_modules: ['q_proj'] };
  await writeFileAtomic(join(adapter, 'adapter_config.json'), JSON.stringify(settings));
  return { base, adapter, out: join(folder, 'merged.safetensors'), scale: alpha / rank };
}
