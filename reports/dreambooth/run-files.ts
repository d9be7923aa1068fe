import { reasonOf } from '@singlora/core/errors';
import { dreamBoothFiles, scoredPicture } from '@singlora/records';
import type { EmbeddedImage } from '@singlora/reporting';
import { ChangedFile, recordedBytes, type RunRecord } from '@singlora/tracking';
import { z } from 'zod';

/** What a prompt's picture shows: the subject, or its class. */
type PromptsOf = z.infer<typeof scoredPicture>['of'];

/** The files of runs, each read when it is shown; damage is reported, not thrown. */
export class RunFiles {
  /** Files that cannot be used, with the reason. */
  readonly problems: string[] = [];

  /** A run's image, by name; undefined where it is missing or cannot be used. */
  image(record: RunRecord, name: string): EmbeddedImage | undefined {
    return this.#read(record, name, (bytes) => {
      const type = typeOf(bytes);
      if (!type) throw new Error('it is neither WebP nor PNG');
      return { type, bytes };
    });
  }

  /** The distinct prompts that the run drew, in order. */
  prompts(record: RunRecord, of: PromptsOf): readonly string[] {
    const found = this.#read(record, dreamBoothFiles.scores, (bytes) => {
      const lines = bytes.toString('utf8').split('\n').filter(Boolean);
      const all = lines.map((line) => scoredPicture.parse(JSON.parse(line)));
      return new Set(all.flatMap((one) => (one.of === of ? [one.prompt] : [])));
    });
    return [...(found ?? [])];
  }

  #read<Value>(record: RunRecord, name: string, read: (bytes: Buffer) => Value): Value | undefined {
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

/** The type of an image, by the file's first bytes. */
function typeOf(bytes: Buffer): EmbeddedImage['type'] | undefined {
  const text = (start: number, end: number) => bytes.toString('latin1', start, end);
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp';
  return text(1, 4) === 'PNG' ? 'png' : undefined;
}

/** The height in pixels of a lossless WebP, from its header (RFC 9649, section 3.4); undefined for other formats. */
export function heightOf({ bytes: own }: EmbeddedImage): number | undefined {
  const bytes = Buffer.from(own.buffer, own.byteOffset, own.byteLength);
  if (bytes.length < 25 || bytes.toString('latin1', 12, 16) !== 'VP8L') return undefined;
  return ((bytes.readUInt32LE(21) >>> 14) & 0x3fff) + 1;
}
