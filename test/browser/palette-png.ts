/** Makes a PNG small: 256 colours of its own (PNG specification, colour type 3), which a picture of a page hardly needs more of. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const COLORS = 256;

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Three bytes a pixel. */
  readonly rgb: Uint8Array;
}

/** From a PNG of eight bits a channel without interlacing, as Chromium writes it. */
export function palettePng(png: Buffer): Buffer {
  const { width, height, rgb } = decode(png);
  const palette = paletteOf(rgb);
  const nearest = nearestIn(palette);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = nearest(colorAt(rgb, y * width + x));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colors = Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]));
  const parts = [
    chunk('IHDR', header),
    chunk('PLTE', colors),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([SIGNATURE, ...parts]);
}

const colorAt = (rgb: Uint8Array, pixel: number): number =>
  ((rgb[pixel * 3] ?? 0) << 16) | ((rgb[pixel * 3 + 1] ?? 0) << 8) | (rgb[pixel * 3 + 2] ?? 0);

/** The colours that stand in the most pixels, and of those that are much alike only one. */
function paletteOf(rgb: Uint8Array): readonly number[] {
  const counts = new Map<number, number>();
  for (let pixel = 0; pixel < rgb.length / 3; pixel += 1) {
    const color = colorAt(rgb, pixel);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([, one], [, other]) => other - one).map(([color]) => color);
  const kept: number[] = [];
  for (const apart of [24, 8, 0])
    for (const color of byCount) {
      if (kept.length === COLORS) return kept;
      if (kept.every((other) => distance(color, other) > apart)) kept.push(color);
    }
  return kept;
}

/** The index of the palette's nearest colour; each colour is compared once. */
function nearestIn(palette: readonly number[]): (color: number) => number {
  const known = new Map<number, number>();
  return (color) => {
    const found = known.get(color);
    if (found !== undefined) return found;
    let [best, least] = [0, Infinity];
    for (const [index, other] of palette.entries()) {
      const apart = distance(color, other);
      if (apart < least) [best, least] = [index, apart];
    }
    known.set(color, best);
    return best;
  };
}

const distance = (one: number, other: number): number =>
  ((one >> 16) - (other >> 16)) ** 2 +
  (((one >> 8) & 255) - ((other >> 8) & 255)) ** 2 +
  ((one & 255) - (other & 255)) ** 2;

function decode(png: Buffer): Picture {
  const [width, height, bytes] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 6 ? 4 : 3];
  const data: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const raw = inflateSync(Buffer.concat(data));
  const stride = width * bytes;
  const rgb = new Uint8Array(width * height * 3);
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y += 1) {
    const start = y * (stride + 1);
    const row = unfiltered(raw.subarray(start + 1, start + 1 + stride), raw[start] ?? 0, { above, bytes });
    for (let x = 0; x < width; x += 1) rgb.set(row.subarray(x * bytes, x * bytes + 3), (y * width + x) * 3);
    above = row;
  }
  return { width, height, rgb };
}

interface Around {
  readonly above: Uint8Array;
  readonly bytes: number;
}

function unfiltered(line: Uint8Array, filter: number, { above, bytes }: Around): Uint8Array<ArrayBuffer> {
  const row = new Uint8Array(line.length);
  for (let at = 0; at < line.length; at += 1) {
    const [left, up, corner] = [row[at - bytes] ?? 0, above[at] ?? 0, at < bytes ? 0 : (above[at - bytes] ?? 0)];
    row[at] = (line[at] ?? 0) + predicted(filter, { left, up, corner });
  }
  return row;
}

function predicted(filter: number, { left, up, corner }: Record<'left' | 'up' | 'corner', number>): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const [byLeft, byUp, byCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}
