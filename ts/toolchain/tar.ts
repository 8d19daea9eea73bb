// Unpacks a plain tar archive of files and folders, which is how npm's LLVM ships its sysroot. No links, owners or times.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const BLOCK = 512;

/** Writes the files of `archive` below `directory`. Throws on names that lead out of it and on truncated archives. */
export function unpackTar(archive: Uint8Array, directory: string): void {
  const text = (offset: number, length: number): string => {
    const field = archive.subarray(offset, offset + length);
    const end = field.indexOf(0);
    return Buffer.from(end < 0 ? field : field.subarray(0, end)).toString("utf8");
  };
  const made = new Set<string>();
  let longName = "";
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8) || 0;
    const type = text(at + 156, 1);
    const prefix = text(at + 257, 5) === "ustar" ? text(at + 345, 155) : "";
    const name = longName || join(prefix, text(at, 100));
    const content = at + BLOCK;
    if (content + size > archive.length) throw new Error("the archive is cut short");
    at = content + Math.ceil(size / BLOCK) * BLOCK;
    longName = "";
    if (type === "L") {
      longName = text(content, size);
    } else if (type === "0" || type === "") {
      const path = normalize(name);
      if (path.startsWith("..") || path.startsWith("/")) throw new Error(`"${name}" leads out of the archive`);
      const file = join(directory, path);
      const folder = dirname(file);
      if (!made.has(folder)) {
        mkdirSync(folder, { recursive: true });
        made.add(folder);
      }
      writeFileSync(file, archive.subarray(content, content + size));
    }
  }
}
