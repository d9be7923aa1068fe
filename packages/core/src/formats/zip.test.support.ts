import { crc32 } from 'node:zlib';

/** A zip archive with these files, not compressed. */
export function zip(files: Readonly<Record<string, Uint8Array | string>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const content = Buffer.from(text);
    const entry = Buffer.alloc(26); // what both headers share: version to length of extra fields
    entry.writeUInt16LE(20, 0);
    entry.writeUInt16LE(0x21, 8); // 1 January 1980
    entry.writeUInt32LE(crc32(content), 10);
    entry.writeUInt32LE(content.byteLength, 14);
    entry.writeUInt32LE(content.byteLength, 18);
    entry.writeUInt16LE(name.byteLength, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), entry, name, content]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), entry, rest, name]));
    locals.push(local);
    offset += local.byteLength;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).byteLength, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}
