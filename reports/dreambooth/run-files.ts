import { reasonOf } from '@singlora/errors';
import { dreamBoothFiles } from '@singlora/records';
import { ChangedFile, recordedBytes } from '@singlora/tracking';
import { z } from 'zod';
import type { DreamBoothRun } from './run.ts';

const scoredPicture = z.object({ prompt: z.string(), of: z.enum(['subject', 'class']) });

/** What was drawn by the prompts: pictures of the subject, or of its class. */
export type PromptsOf = z.infer<typeof scoredPicture>['of'];

/** The files of runs, each read where it is shown; what is damaged is told, not thrown. */
export class RunFiles {
  /** Files that cannot be used, with the reason. */
  readonly problems: string[] = [];

  /** A sheet of pictures, as WebP; undefined where the run has none, or none that can be used. */
  sheet(run: DreamBoothRun, name: keyof typeof dreamBoothFiles): Uint8Array | undefined {
    return this.#read(run, dreamBoothFiles[name], (bytes) => {
      const isWebp =
        bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
      if (!isWebp) throw new Error('it is no WebP');
      return bytes;
    });
  }

  /** The prompts that the run drew by, each once, in their order. */
  prompts(run: DreamBoothRun, of: PromptsOf): readonly string[] {
    const found = this.#read(run, dreamBoothFiles.scores, (bytes) => {
      const lines = bytes.toString('utf8').split('\n').filter(Boolean);
      const all = lines.map((line) => scoredPicture.parse(JSON.parse(line)));
      return new Set(all.flatMap((one) => (one.of === of ? [one.prompt] : [])));
    });
    return [...(found ?? [])];
  }

  #read<Value>(
    { record }: DreamBoothRun,
    name: string,
    read: (bytes: Buffer) => Value,
  ): Value | undefined {
    const file = record.artifacts.find((one) => one.name === name);
    if (!file) return undefined;
    try {
      return read(recordedBytes(file));
    } catch (error) {
      const reason =
        error instanceof ChangedFile
          ? 'is not what was recorded: its SHA-256 differs'
          : `cannot be read (${error instanceof z.ZodError ? 'a line is no scored picture' : reasonOf(error)})`;
      const problem = `Run ${record.id.slice(0, 12)}: ${file.path} ${reason}.`;
      if (!this.problems.includes(problem)) this.problems.push(problem);
      return undefined;
    }
  }
}

/** The height in pixels of a WebP without loss, which its header tells (RFC 9649, section 3.4); undefined of another. */
export function heightOf(webp: Uint8Array): number | undefined {
  const bytes = Buffer.from(webp.buffer, webp.byteOffset, webp.byteLength);
  if (bytes.length < 25 || bytes.toString('latin1', 12, 16) !== 'VP8L') return undefined;
  return ((bytes.readUInt32LE(21) >>> 14) & 0x3fff) + 1;
}
