import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

/** A folder of its own for one test. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'singlora-bootstrap-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A program in a folder, to be found on a PATH: the lines of a shell script. */
export function fakeProgram(folder, name, ...lines) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${lines.join('\n')}\n`);
  chmodSync(path, 0o755);
  return path;
}

/**
 * A zip file, as honest or as hostile as its members say: each may override what the headers claim.
 * @param {{ name: string, data?: string, method?: number, flags?: number, crc?: number, bytes?: number,
 *   packed?: number, mode?: number, header?: number }[]} members
 */
export function makeZip(members) {
  const locals = [];
  const directory = [];
  let offset = 0;
  for (const member of members) {
    const { name, data = 'content', method = 8, flags = 0, mode = 0o100644 } = member;
    const body = method === 8 ? deflateRawSync(data) : Buffer.from(data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(member.crc ?? crc32(data), 10);
    common.writeUInt32LE(member.packed ?? body.length, 14);
    common.writeUInt32LE(member.bytes ?? Buffer.byteLength(data), 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(mode * 65536, 6);
    rest.writeUInt32LE(member.header ?? offset, 10);
    locals.push(Buffer.from('PK\x03\x04'), common, Buffer.from(name), body);
    directory.push(Buffer.from('PK\x01\x02\x14\x03'), common, rest, Buffer.from(name));
    offset += 4 + common.length + Buffer.byteLength(name) + body.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}
